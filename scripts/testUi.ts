import path from "node:path";
import { build } from "./build.ts";
import { findChromium } from "./chromium.ts";
import { type Counts, findTests, reportRing, runMocha } from "./ring.ts";
import { installVscodeServer } from "./vscodeServer/install.ts";

const root = path.resolve(import.meta.dirname, "..");
const TEST_MILLIS = 180_000;

/** The tests that click through the extension in VS Code's workbench, in a real browser. */
export const testUi = async (): Promise<Counts> => {
	await build();
	await installVscodeServer();
	await findChromium();
	return runMocha(findTests(path.join(root, "test/ui")), { timeoutMillis: TEST_MILLIS });
};

if (import.meta.filename === process.argv[1]) await reportRing(testUi);
