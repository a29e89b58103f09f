import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { downloadModel, storeModel } from "./modelDownload.ts";
import type { DownloadOptions } from "./modelDownload.ts";
import { findModelEntry } from "./modelManifest.ts";
import type { ModelEntry } from "./modelManifest.ts";

export interface LoadOptions extends DownloadOptions {
	/** Looked through in this order; see toModelFolders. */
	readonly folders: readonly string[];
	/** Where a download is kept; looked through as well. */
	readonly cacheDir: string;
}

export interface LoadedModel {
	readonly entry: ModelEntry;
	/** The very bytes that were hashed: give these to ONNX Runtime, never a path. */
	readonly bytes: Uint8Array;
}

export interface ChosenDetector extends LoadedModel {
	/** Why it is not the detector that was asked for. */
	readonly warnings: readonly string[];
}

/** "auto" is the best one that can be had; YuNet gives way to the built-in SSD where it cannot. */
export type DetectorPreference = "auto" | "yunet" | "ssd";

interface Places {
	/** The folder of the user's setting; an empty setting is none. */
	readonly settingFolder?: string | undefined;
	readonly cacheDir: string;
	/** The value of FACEREEL_MODELS. */
	readonly environmentFolder?: string | undefined;
	/** The folder of the manifest, beside the program; what is built lies in built/ under it. */
	readonly modelsFolder: string;
}

/** The order in which folders are looked through. */
export const toModelFolders = (places: Places): readonly string[] =>
	[
		places.settingFolder,
		places.cacheDir,
		places.environmentFolder,
		places.modelsFolder,
		path.join(places.modelsFolder, "built"),
	].filter((folder): folder is string => folder !== undefined && folder !== "");

/** Loads the detector that is preferred, or the built-in one where YuNet cannot be had. */
export const chooseDetector = async (
	preference: DetectorPreference,
	options: LoadOptions,
): Promise<ChosenDetector> => {
	if (preference === "ssd") return { ...(await loadByName("ssd", options)), warnings: [] };
	try {
		return { ...(await loadByName("yunet", options)), warnings: [] };
	} catch (error) {
		options.abortSignal?.throwIfAborted();
		const warning = `The built-in detector (ssd) was used, which finds fewer faces. ${messageOf(error)}`;
		return { ...(await loadByName("ssd", options)), warnings: [warning] };
	}
};

/** The model's verified bytes, from the first folder that has them or else from its address. */
export const loadModel = async (entry: ModelEntry, options: LoadOptions): Promise<Uint8Array> => {
	const folders = [...new Set([...options.folders, options.cacheDir])];
	const { bytes, refusals } = await findModel(entry, folders);
	if (bytes !== undefined) return bytes;
	const { source } = entry;
	if (source.type === "download") return download(entry, { ...options, url: source.url, refusals });
	throw new Error(
		[
			`The model ${entry.name} (${entry.file}), which comes with the program, is not in ${folders.join(", ")}.`,
			...refusals,
		].join(" "),
	);
};

interface FoundModel {
	readonly bytes?: Uint8Array;
	readonly folder?: string;
	/** Why files of its name were not used. */
	readonly refusals: readonly string[];
}

/** A file that is not the pinned one is never used: the search goes on, and the refusal is told if it ends in vain. */
export const findModel = async (
	entry: ModelEntry,
	folders: readonly string[],
): Promise<FoundModel> => {
	const refusals: string[] = [];
	for (const folder of folders) {
		const file = path.join(folder, entry.file);
		try {
			const bytes = await readVerified(entry, file);
			if (bytes !== undefined) return { bytes, folder, refusals };
		} catch (error) {
			// One bad folder must not hide the good one after it.
			refusals.push(`${file} was not used: ${messageOf(error)}.`);
		}
	}
	return { refusals };
};

/** Throws unless these are the bytes that the manifest pins. */
export const verifyModel = (entry: ModelEntry, bytes: Uint8Array): void => {
	if (bytes.length !== entry.sizeBytes)
		throw new Error(`it has ${bytes.length} bytes instead of ${entry.sizeBytes}`);
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	if (sha256 !== entry.sha256) throw new Error(`its sha256 is ${sha256}, not ${entry.sha256}`);
};

const loadByName = async (name: string, options: LoadOptions): Promise<LoadedModel> => {
	const entry = findModelEntry(name);
	return { entry, bytes: await loadModel(entry, options) };
};

const readVerified = async (entry: ModelEntry, file: string): Promise<Uint8Array | undefined> => {
	const stats = await stat(file).catch((error: unknown) => {
		if (isMissing(error)) return undefined;
		throw error;
	});
	if (stats === undefined) return undefined;
	// A file of another size is not worth reading, and a huge one would fill the memory.
	if (!stats.isFile() || stats.size !== entry.sizeBytes)
		throw new Error(`it is not a file of ${entry.sizeBytes} bytes`);
	const bytes = await readFile(file);
	verifyModel(entry, bytes);
	return bytes;
};

const download = async (
	entry: ModelEntry,
	options: LoadOptions & { readonly url: string; readonly refusals: readonly string[] },
): Promise<Uint8Array> => {
	try {
		const bytes = await downloadModel(entry, options.url, options);
		verifyModel(entry, bytes);
		await storeModel(options.cacheDir, entry.file, bytes);
		return bytes;
	} catch (error) {
		options.abortSignal?.throwIfAborted();
		const message = [
			`The model ${entry.name} could not be downloaded from ${options.url}: ${messageOf(error)}.`,
			...options.refusals,
			`Connect to the internet once, or put ${entry.file} into a folder and name it in the settings.`,
		].join(" ");
		throw new Error(message, { cause: error });
	}
};

const isMissing = (error: unknown): boolean =>
	error instanceof Error &&
	"code" in error &&
	(error.code === "ENOENT" || error.code === "ENOTDIR");

const messageOf = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);
