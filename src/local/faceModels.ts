import { findModelEntry } from "./modelManifest.ts";
import { type ChosenDetector, type LoadedModel, loadModel, type LoadOptions } from "./models.ts";

/** The models of one analysis. */
export interface FaceModels {
	readonly detector: LoadedModel;
	/** For a detector that gives no landmarks. */
	readonly landmarks68?: LoadedModel;
}

export interface ChosenModels extends FaceModels {
	/** Why something is not what was asked for. */
	readonly warnings: readonly string[];
}

/** Adds what a detector needs beside it for Rekognition's default set. */
export const toFaceModels = async (
	{ warnings, ...detector }: ChosenDetector,
	options: LoadOptions,
): Promise<ChosenModels> => {
	if (detector.entry.name === "yunet") return { detector, warnings };
	const entry = findModelEntry("landmarks68");
	return { detector, landmarks68: { entry, bytes: await loadModel(entry, options) }, warnings };
};

/** The names a result says it was made with. */
export const toModelNames = ({ detector, landmarks68 }: FaceModels): readonly string[] =>
	[detector, landmarks68].flatMap((model) => model?.entry.name ?? []);
