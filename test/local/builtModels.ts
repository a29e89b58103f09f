import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildModels } from "../../models/build/buildModels.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";

/** The built-in models, made anew in a folder that lasts as long as it is used. */
export interface BuiltModels extends AsyncDisposable {
	readonly read: (name: string) => Promise<Uint8Array>;
}

export const createBuiltModels = async (): Promise<BuiltModels> => {
	const folder = await mkdtemp(path.join(tmpdir(), "facereel-built-"));
	await buildModels({ outDir: folder });
	return {
		read: (name) => readFile(path.join(folder, findModelEntry(name).file)),
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
	};
};
