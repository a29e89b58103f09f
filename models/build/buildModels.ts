import { createRequire } from "node:module";
import path from "node:path";
import { storeModel } from "../../src/local/modelDownload.ts";
import { readModelEntries } from "../../src/local/modelManifest.ts";
import type { ModelEntry, ModelSource } from "../../src/local/modelManifest.ts";
import { findModel, verifyModel } from "../../src/local/models.ts";
import { toAgeGender } from "./ageGender.ts";
import { toFaceExpression } from "./faceExpression.ts";
import { toFaceLandmark68 } from "./faceLandmark68.ts";
import { toFaceRecognition } from "./faceRecognition.ts";
import { toSsdMobilenetV1 } from "./ssdMobilenetV1.ts";
import { readTfjsWeights } from "./tfjsWeights.ts";
import type { WeightMap } from "./tfjsWeights.ts";

interface BuildOptions {
	readonly outDir: string;
	/** Told the name of each model that is really built. */
	readonly onProgress?: (modelName: string) => void;
}

const CONVERTERS: ReadonlyMap<string, (weights: WeightMap) => Uint8Array> = new Map([
	["ssd", toSsdMobilenetV1],
	["landmarks68", toFaceLandmark68],
	["expression", toFaceExpression],
	["ageGender", toAgeGender],
	["embedder", toFaceRecognition],
]);

/** Builds what the manifest calls built and outDir does not have yet. */
export const buildModels = async ({ outDir, onProgress }: BuildOptions): Promise<void> => {
	for (const entry of readModelEntries()) {
		const { source } = entry;
		if (source.type !== "built") continue;
		const { bytes } = await findModel(entry, [outDir]);
		if (bytes !== undefined) continue;
		onProgress?.(entry.name);
		await storeModel(outDir, entry.file, await buildModel(entry, source));
	}
};

const buildModel = async (
	entry: ModelEntry,
	source: Extract<ModelSource, { type: "built" }>,
): Promise<Uint8Array> => {
	const convert = CONVERTERS.get(entry.name);
	if (convert === undefined) throw new Error(`No converter builds the model ${entry.name}.`);
	const require = createRequire(import.meta.url);
	const packageFolder = path.dirname(require.resolve(`${source.package}/package.json`));
	const network = path.join(packageFolder, source.network);
	const bytes = convert(await readTfjsWeights(path.dirname(network), path.basename(network)));
	try {
		verifyModel(entry, bytes);
	} catch (error) {
		const message = `${entry.file}, built from ${source.package}, is not the pinned file`;
		throw new Error(`${message}: ${String(error)}`, { cause: error });
	}
	return bytes;
};
