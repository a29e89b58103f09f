import { readdirSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { BEGUN, RESULTS_VARIABLE } from "../../scripts/hostResults.ts";
import { toReporter } from "./reporter.ts";
import { ResultsFile } from "./resultsFile.ts";

const TEST_MILLIS = 60_000;

/** What VS Code calls: runs every test that was bundled beside this file. */
export const run = async (): Promise<void> => {
	const file = process.env[RESULTS_VARIABLE];
	if (!file) throw new Error(`${RESULTS_VARIABLE} names no file.`);
	const results = new ResultsFile(file);
	console.log(BEGUN);
	const failures = await runMocha(toMocha(results), results);
	if (failures > 0) throw new Error(`${failures} tests failed.`);
};

const toMocha = (results: ResultsFile): Mocha => {
	const mocha = new Mocha({
		ui: "bdd",
		color: false,
		timeout: TEST_MILLIS,
		reporter: toReporter(results),
	});
	const grep = process.env["MOCHA_GREP"];
	if (grep) mocha.grep(grep);
	const folder = path.join(__dirname, "tests");
	for (const name of readdirSync(folder).toSorted()) mocha.addFile(path.join(folder, name));
	return mocha;
};

const runMocha = async (mocha: Mocha, results: ResultsFile): Promise<number> => {
	let loading = "";
	mocha.suite.on("pre-require", (_context, file) => {
		loading = path.basename(file, ".js");
		results.begin(`loading ${loading}`);
	});
	try {
		return await new Promise((resolve) => {
			mocha.run(resolve);
		});
	} catch (error) {
		const what = error instanceof Error ? error.stack : String(error);
		results.fail(`${loading} does not load: ${what}`);
		throw error;
	}
};
