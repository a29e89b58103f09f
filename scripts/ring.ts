import { readdirSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** How the tests of a ring ended. */
export interface Counts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** What was skipped, by name: skipping is never silent. */
	readonly skippedTitles: readonly string[];
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0, skippedTitles: [] };

export const addCounts = (a: Counts, b: Counts): Counts => ({
	passed: a.passed + b.passed,
	failed: a.failed + b.failed,
	skipped: a.skipped + b.skipped,
	skippedTitles: [...a.skippedTitles, ...b.skippedTitles],
});

/** The test files of a folder, as they lie there. */
export const findTests = (folder: string): readonly string[] => {
	const files = readdirSync(folder)
		.filter((name) => name.endsWith(".test.ts"))
		.map((name) => path.join(folder, name));
	if (files.length === 0) throw new Error(`There is no test in ${folder}.`);
	return files;
};

/** Runs test files in this process; `MOCHA_GREP` picks some. */
export const runMocha = async (
	files: readonly string[],
	options: { readonly timeoutMillis: number },
): Promise<Counts> => {
	const mocha = new Mocha({ ui: "bdd", reporter: "spec", timeout: options.timeoutMillis });
	const grep = process.env["MOCHA_GREP"];
	if (grep) mocha.grep(grep);
	for (const file of files) mocha.addFile(file);
	await mocha.loadFilesAsync();
	const skippedTitles: string[] = [];
	return new Promise((resolve) => {
		const runner = mocha.run(() => {
			const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
			resolve({ passed: passes, failed: failures, skipped: pending, skippedTitles });
		});
		runner.on("pending", (test) => skippedTitles.push(test.fullTitle()));
	});
};

/** A ring run by itself: its counts in one line, and the exit code. */
export const reportRing = async (ring: () => Promise<Counts>): Promise<void> => {
	try {
		const { passed, failed, skipped } = await ring();
		console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
		process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
};
