import { convertModels } from "../../src/local/faceModels.ts";
import { createDetector } from "../../src/local/createDetector.ts";
import type { Detector } from "../../src/local/detector.ts";
import { openNetworks } from "../../src/local/faceNetworks.ts";
import { createFaceReader } from "../../src/local/faceReader.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { findModel, type LoadedModel } from "../../src/local/models.ts";

/** A reader of all attributes, and what it is made of. */
export interface NamedReader {
	readonly name: string;
	readonly reader: Detector;
}

/** With the downloaded networks where they are in one of the folders, and without them. */
export const openReaders = async (folders: readonly string[]): Promise<readonly NamedReader[]> => {
	const find = (name: string) => findLoaded(name, folders);
	const [landmarks68, expression, ageGender, ssd] = await Promise.all(
		["landmarks68", "expression", "ageGender", "ssd"].map(find),
	);
	if (!landmarks68 || !expression || !ageGender || !ssd)
		throw new Error(`npm run build makes the models that are in none of ${folders.join(", ")}.`);
	const built = { landmarks68, expression, ageGender };
	const [yunet, faceMesh, glasses] = await Promise.all(["yunet", "faceMesh", "glasses"].map(find));
	const without = await openReader({ detector: ssd, ...built });
	const poor = { name: "without downloads (ssd)", reader: without };
	if (!yunet || !faceMesh || !glasses) return [poor];
	const reader = await openReader({ detector: yunet, ...built, faceMesh, glasses });
	return [{ name: "with downloads (yunet, faceMesh, glasses)", reader }, poor];
};

const openReader = async (models: Parameters<typeof convertModels>[0]): Promise<Detector> => {
	const { detector, ...rest } = convertModels(models);
	return createFaceReader(await createDetector(detector), await openNetworks(rest));
};

const findLoaded = async (
	name: string,
	folders: readonly string[],
): Promise<LoadedModel | undefined> => {
	const entry = findModelEntry(name);
	const { bytes } = await findModel(entry, folders);
	return bytes && { entry, bytes };
};
