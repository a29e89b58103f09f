import { type Counts, NOTHING } from "./ring.ts";

/** What the tests in an extension host have come to; rewritten after every step, so that it outlives a crash. */
export interface HostResults extends Counts {
	readonly finished: boolean;
	/** The test, hook or file that was last begun. */
	readonly current: string;
	/** The failed tests, and the files that did not load. */
	readonly failures: readonly string[];
}

/** How a window ended: VS Code's exit code, or why there is none. */
export interface HostEnd {
	readonly code?: number;
	readonly why?: string;
}

/** Before every line of the tests' own output, to tell it from what VS Code prints. */
export const MARK = "[test] ";

/** The line that says that the extension host has the tests. */
export const BEGUN = `${MARK}The tests begin.`;

/** The environment variable that names the results file. */
export const RESULTS_VARIABLE = "FACEREEL_HOST_RESULTS";

export class HostRunError extends Error {
	readonly counts: Counts;

	constructor(message: string, results: HostResults | undefined) {
		super(message);
		const counts = results ?? NOTHING;
		this.counts = { ...counts, failed: Math.max(1, counts.failed) };
	}
}

/** Why a run is not a success; `undefined` when it is. VS Code's own exit code is 0 for a killed host too. */
export const findFault = (
	results: HostResults | undefined,
	{ code, why }: HostEnd,
): string | undefined => {
	if (results === undefined) return `The tests did not begin: ${why ?? `exit code ${code}`}`;
	if (results.failures.length > 0) return `Failed:\n${results.failures.join("\n")}`;
	if (!results.finished)
		return `${why ?? "The extension host ended early"}, during: ${results.current}`;
	if (results.failed > 0) return `${results.failed} tests failed.`;
	if (results.passed === 0) return "No test ran.";
	if (code !== 0) return why ?? `All tests passed, and VS Code ended with exit code ${code}.`;
	return undefined;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null;

const isResults = (value: unknown): value is HostResults =>
	isRecord(value) &&
	typeof value["finished"] === "boolean" &&
	typeof value["current"] === "string" &&
	Array.isArray(value["failures"]) &&
	Array.isArray(value["skippedTitles"]) &&
	["passed", "failed", "skipped"].every((name) => Number.isInteger(value[name]));

export const parseHostResults = (text: string): HostResults => {
	const value: unknown = JSON.parse(text);
	if (!isResults(value)) throw new Error(`These are no results of a test run: ${text}`);
	return value;
};
