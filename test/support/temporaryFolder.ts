import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A folder that is gone when the test is over. */
export const useTemporaryFolder = (): {
	readonly path: string;
	readonly join: (name: string) => string;
} => {
	const folder = { path: "", join: (name: string) => path.join(folder.path, name) };
	before(() => {
		folder.path = mkdtempSync(path.join(os.tmpdir(), "facereel-test-"));
	});
	after(() => rmSync(folder.path, { recursive: true, force: true }));
	return folder;
};
