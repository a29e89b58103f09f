import { readdirSync } from "node:fs";
import path from "node:path";
import { type Counts, findTests, runMocha } from "./ring.ts";
import { run, step } from "./steps.mjs";

const root = path.resolve(import.meta.dirname, "..");
const bin = (name: string) => path.join(root, "node_modules/.bin", name);

/** Folders of test/ whose tests are not units: they need a build, a browser, VS Code, or minutes. */
const LARGER = ["cli", "contract", "fixtures", "harness", "host", "package", "support", "ui"];
const UNIT_MILLIS = 60_000;
const LARGER_MILLIS = 180_000;

/** What a machine can say of the sources without running them. */
const STATIC_CHECKS: readonly (readonly [what: string, command: string, ...args: string[]])[] = [
	["Types", "tsc", "-p", "."],
	["Types of the player", "tsc", "-p", "media"],
	["Lint and layers", "oxlint", "--type-aware", "--deny-warnings"],
	["Formatting", "prettier", "--check", "--log-level", "warn", "."],
	["Unused files, exports and packages", "knip"],
];

/** Each check is a test that has passed or failed. */
export const checkStatically = async (): Promise<Counts> => {
	let failed = 0;
	for (const [what, command, ...args] of STATIC_CHECKS)
		await step(what, () => run(bin(command), args, { cwd: root })).catch((error: unknown) => {
			console.error(error instanceof Error ? error.message : error);
			failed += 1;
		});
	return { passed: STATIC_CHECKS.length - failed, failed, skipped: 0, skippedTitles: [] };
};

/** The tests that need nothing but ffmpeg. */
export const testUnits = (): Promise<Counts> => {
	const folders = readdirSync(path.join(root, "test")).filter((name) => !LARGER.includes(name));
	return runMocha(folders.flatMap(testsIn), { timeoutMillis: UNIT_MILLIS });
};

/** The engines and the command line, with real videos, models and servers. */
export const testContract = (): Promise<Counts> =>
	runMocha(["contract", "cli", "package"].flatMap(testsIn), { timeoutMillis: LARGER_MILLIS });

const testsIn = (folder: string): readonly string[] => findTests(path.join(root, "test", folder));
