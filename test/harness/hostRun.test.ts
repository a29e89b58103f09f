import assert from "node:assert/strict";
import path from "node:path";
import { bundleHostTests } from "../../scripts/hostBundle.ts";
import { HostRunError } from "../../scripts/hostResults.ts";
import { runHostTests } from "../../scripts/hostRun.ts";

const root = path.resolve(import.meta.dirname, "../..");
const HANG_MILLIS = 5000;
const LANES = 2;

interface Case {
	readonly title: string;
	readonly fixture: string;
	readonly outcome: RegExp;
}

const CASES: readonly Case[] = [
	{
		title: "is green for a file that passes",
		fixture: "passing",
		outcome: /^green: 1 passed, 1 skipped$/,
	},
	{
		title: "is red for a failing test, and names it",
		fixture: "failing",
		outcome: /^red: Failed:\nA failing file then expects too much: .*2 !== 3/s,
	},
	{
		title: "is red for a file that does not load, and names it",
		fixture: "throwing",
		outcome: /^red: Failed:\nthrowing does not load: .*broken at the top/,
	},
	{
		title: "is red for a killed host, and names the test",
		fixture: "killed",
		outcome: /^red: .+, during: A killed file then kills its host$/m,
	},
	{
		title: "is red for a test that exits with 0, and names it",
		fixture: "exit0",
		outcome: /^red: .+, during: An exiting file then exits with 0$/m,
	},
	{
		title: "is red for a test that exits with 3, and names it",
		fixture: "exit3",
		outcome: /^red: .+, during: An exiting file then exits with 3$/m,
	},
	{
		title: "is red for a test that hangs, and names it",
		fixture: "hanging",
		outcome: /^red: The tests did not end within 5 s, during: A hanging file then waits for ever$/m,
	},
	{ title: "is red where no test runs", fixture: "empty", outcome: /^red: No test ran\./ },
];

const run = async (fixture: string): Promise<string> => {
	const outDir = path.join(root, "build/harness", fixture);
	const file = path.join(root, `test/fixtures/hostRun/${fixture}.ts`);
	const extensionTestsPath = await bundleHostTests([file], outDir);
	try {
		const { passed, skipped } = await runHostTests({
			extensionDevelopmentPath: path.join(root, "test/fixtures/probe"),
			extensionTestsPath,
			workspace: path.join(root, "test/fixtures"),
			timeoutMillis: HANG_MILLIS,
			print: () => undefined, // a failing fixture's output would read like this ring's own
		});
		return `green: ${passed} passed, ${skipped} skipped`;
	} catch (error) {
		if (error instanceof HostRunError) return `red: ${error.message}`;
		throw error;
	}
};

describe("runHostTests", function () {
	this.timeout(300_000);
	const runs: Promise<string>[] = [];

	before(() => {
		for (const [index, { fixture }] of CASES.entries()) {
			const previous = runs[index - LANES] ?? Promise.resolve("");
			runs.push(previous.catch(() => "").then(() => run(fixture)));
		}
	});

	after(() => Promise.allSettled(runs));

	for (const [index, { title, outcome }] of CASES.entries())
		it(title, async () => {
			assert.match((await runs[index]) ?? "", outcome);
		});
});
