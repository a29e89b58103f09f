import type { FaceAttributes } from "@aws-sdk/client-rekognition";
import { convertModel } from "./convertModel.ts";
import { findModelEntry } from "./modelManifest.ts";
import { type ChosenDetector, type LoadedModel, loadModel, type LoadOptions } from "./models.ts";

/** The models of one analysis. */
export interface FaceModels {
	readonly detector: LoadedModel;
	/** For looks, for detectors that give no landmarks, and for all attributes. */
	readonly landmarks68?: LoadedModel;
	/** What people look like, to tell them apart. */
	readonly embedder?: LoadedModel;
	readonly expression?: LoadedModel;
	readonly ageGender?: LoadedModel;
	/** These two are downloaded, and left out where that is impossible. */
	readonly faceMesh?: LoadedModel;
	readonly glasses?: LoadedModel;
}

export interface ChosenModels extends FaceModels {
	/** Why something is not what was asked for. */
	readonly warnings: readonly string[];
}

/** Adds what is needed beside a detector for Rekognition's default set, or for all attributes. */
export const toFaceModels = async (
	{ warnings, ...detector }: ChosenDetector,
	attributes: FaceAttributes,
	options: LoadOptions,
): Promise<ChosenModels> => {
	const load = (name: string) => loadByName(name, options);
	const both = { landmarks68: await load("landmarks68"), embedder: await load("embedder") };
	if (attributes === "DEFAULT") return { detector, ...both, warnings };
	const [faceMesh, glasses] = await Promise.all(
		["faceMesh", "glasses"].map((name) => loadIfPossible(name, options)),
	);
	return {
		detector,
		...both,
		expression: await load("expression"),
		ageGender: await load("ageGender"),
		...(faceMesh?.model ? { faceMesh: faceMesh.model } : {}),
		...(glasses?.model ? { glasses: glasses.model } : {}),
		warnings: [warnings, faceMesh?.warnings ?? [], glasses?.warnings ?? []].flat(),
	};
};

/** The names a result says it was made with. */
export const toModelNames = (models: FaceModels): readonly string[] =>
	Object.values(models).flatMap((model?: LoadedModel) => model?.entry.name ?? []);

/** Downloaded networks of other formats are made into ONNX once, before the threads open them. */
export const convertModels = (models: FaceModels): FaceModels => ({
	...models,
	...(models.faceMesh ? { faceMesh: convert(models.faceMesh) } : {}),
	...(models.glasses ? { glasses: convert(models.glasses) } : {}),
});

const convert = ({ entry, bytes }: LoadedModel): LoadedModel => ({
	entry,
	bytes: convertModel(entry, bytes),
});

const loadByName = async (name: string, options: LoadOptions): Promise<LoadedModel> => {
	const entry = findModelEntry(name);
	return { entry, bytes: await loadModel(entry, options) };
};

/** What is then unknown. */
const LOSSES: Readonly<Record<string, string>> = {
	faceMesh: "Smiles, eyes and mouths are told less well.",
	glasses: "Eyeglasses and sunglasses cannot be told.",
};

const loadIfPossible = async (
	name: string,
	options: LoadOptions,
): Promise<{ readonly model?: LoadedModel; readonly warnings: readonly string[] }> => {
	try {
		return { model: await loadByName(name, options), warnings: [] };
	} catch (error) {
		options.abortSignal?.throwIfAborted();
		const reason = error instanceof Error ? error.message : String(error);
		return { warnings: [`${LOSSES[name] ?? ""} ${reason}`] };
	}
};
