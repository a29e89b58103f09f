import type { FaceAttributes } from "@aws-sdk/client-rekognition";
import path from "node:path";
import { type FaceModels, toFaceModels } from "../src/local/faceModels.ts";
import { findModelEntry } from "../src/local/modelManifest.ts";
import { loadModel } from "../src/local/models.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Which detector, with what beside it, and where downloaded models are. */
export interface ModelSource {
	readonly name: string;
	readonly folder: string;
	readonly attributes: FaceAttributes;
}

export const loadFaceModels = async ({
	name,
	folder,
	attributes,
}: ModelSource): Promise<FaceModels> => {
	const built = path.join(root, "models/built");
	const folders = folder ? [folder, built] : [built];
	const options = { folders, cacheDir: path.join(root, "build/bench/models") };
	const entry = findModelEntry(name);
	const detector = { entry, bytes: await loadModel(entry, options), warnings: [] };
	const { warnings, ...models } = await toFaceModels(detector, attributes, options);
	for (const warning of warnings) console.error(warning);
	return models;
};
