import { format } from "node:util";
import Mocha from "mocha";
import { MARK } from "../../scripts/hostResults.ts";
import type { ResultsFile } from "./resultsFile.ts";

/** Mocha's spec output, each piece marked as the tests' own. */
const print = (...parts: readonly unknown[]): void => console.log(MARK + format(...parts));

/** The spec reporter, which keeps the results file too. */
export const toReporter = (results: ResultsFile) =>
	class extends Mocha.reporters.Spec {
		constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
			Mocha.reporters.Base.consoleLog = print;
			super(runner, options);
			runner.on("test", (test) => results.begin(test.fullTitle()));
			runner.on("hook", (hook) => results.begin(hook.fullTitle()));
			runner.on("pass", () => results.pass());
			runner.on("pending", (test) => results.skip(test.fullTitle()));
			runner.on("fail", (test, error: unknown) => {
				const what = error instanceof Error ? error.message : String(error);
				results.fail(`${test.fullTitle()}: ${what}`);
			});
			runner.on("end", () => results.finish());
		}
	};
