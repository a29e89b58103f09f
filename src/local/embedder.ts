import { EMBEDDING_CROP_PX } from "../core/faceCrops.ts";
import type { FaceCrop } from "../core/faceCrops.ts";
import { createFaceNetwork } from "./faceBatch.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

/** Makes numbers of faces that are near each other for the same person. */
export interface Embedder {
	/** 128 numbers of length 1 for each piece; pieces are made by toEmbeddingCrop. */
	readonly embed: (
		picture: Picture,
		crops: readonly FaceCrop[],
	) => Promise<readonly Float32Array[]>;
}

export const createEmbedder = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<Embedder> => {
	const network = await createFaceNetwork(
		model,
		{ sizePx: EMBEDDING_CROP_PX, output: "embedding" },
		options,
	);
	return {
		embed: async (picture, crops) => (await network(picture, crops)).map(toUnit),
	};
};

const toUnit = (embedding: Float32Array): Float32Array => {
	const length = Math.hypot(...embedding);
	return embedding.map((value) => value / length);
};
