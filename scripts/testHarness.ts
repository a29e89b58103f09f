import path from "node:path";
import { findChromium } from "./chromium.ts";
import { type Counts, findTests, reportRing, runMocha } from "./ring.ts";
import { installVscodeServer } from "./vscodeServer/install.ts";

const root = path.resolve(import.meta.dirname, "..");
const TEST_MILLIS = 180_000;

/** The tests of the rings themselves: that what breaks in a host turns them red, and a workbench can be driven. */
export const testHarness = async (): Promise<Counts> => {
	await installVscodeServer();
	await findChromium();
	return runMocha(findTests(path.join(root, "test/harness")), { timeoutMillis: TEST_MILLIS });
};

if (import.meta.filename === process.argv[1]) await reportRing(testHarness);
