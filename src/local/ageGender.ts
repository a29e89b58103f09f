import { FACE_CROP_PX } from "../core/faceCrops.ts";
import type { FaceCrop } from "../core/faceCrops.ts";
import { createFaceNetwork } from "./faceBatch.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

interface AgeAndGender {
	readonly ageYears: number;
	/** 0..1; the network knows two genders, and the other one has the rest. */
	readonly maleProbability: number;
}

/** Guesses the age and gender of faces. */
export interface AgeGender {
	/** A guess for each piece; pieces are made by toAttributesCrop. */
	readonly estimate: (
		picture: Picture,
		crops: readonly FaceCrop[],
	) => Promise<readonly AgeAndGender[]>;
}

export const createAgeGender = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<AgeGender> => {
	const network = await createFaceNetwork(
		model,
		{ sizePx: FACE_CROP_PX, output: "ageAndGender" },
		options,
	);
	return {
		estimate: async (picture, crops) => (await network(picture, crops)).map(toAgeAndGender),
	};
};

const toAgeAndGender = ([ageYears = 0, maleProbability = 0]: Float32Array): AgeAndGender => ({
	ageYears,
	maleProbability,
});
