import { FACE_CROP_PX } from "../core/faceCrops.ts";
import type { Expressions } from "../core/evidence.ts";
import type { FaceCrop } from "../core/faceCrops.ts";
import { createFaceNetwork } from "./faceBatch.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

/** Tells what faces express. */
export interface Expression {
	/** What each piece expresses; pieces are made by toAttributesCrop. */
	readonly rate: (picture: Picture, crops: readonly FaceCrop[]) => Promise<readonly Expressions[]>;
}

export const createExpression = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<Expression> => {
	const network = await createFaceNetwork(
		model,
		{ sizePx: FACE_CROP_PX, output: "probabilities" },
		options,
	);
	return {
		rate: async (picture, crops) => (await network(picture, crops)).map(toExpressions),
	};
};

const toExpressions = (row: Float32Array): Expressions => {
	const [neutral = 0, happy = 0, sad = 0, angry = 0, fearful = 0, disgusted = 0, surprised = 0] =
		row;
	return { neutral, happy, sad, angry, fearful, disgusted, surprised };
};
