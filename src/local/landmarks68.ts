import type { BoundingBox } from "@aws-sdk/client-rekognition";
import { applyAffine } from "../core/affine.ts";
import type { Point } from "../core/affine.ts";
import { FACE_CROP_PX, toLandmarksCrop } from "../core/faceCrops.ts";
import type { FaceCrop } from "../core/faceCrops.ts";
import { createFaceNetwork } from "./faceBatch.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

/** Finds the 68 points of faces: jaw, brows, nose, eyes, mouth. */
export interface Landmarks68 {
	/** The points of each box's face, as ratios of the picture. */
	readonly locate: (
		picture: Picture,
		boxes: readonly BoundingBox[],
	) => Promise<readonly (readonly Point[])[]>;
}

export const createLandmarks68 = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<Landmarks68> => {
	const network = await createFaceNetwork(
		model,
		{ sizePx: FACE_CROP_PX, output: "points" },
		options,
	);
	return {
		locate: async (picture, boxes) => {
			const crops = boxes.map((box) => toLandmarksCrop(box, picture));
			const rows = await network(picture, crops);
			return crops.map((crop, index) => toPoints(rows[index] ?? [], crop, picture));
		},
	};
};

/** From ratios of the piece to ratios of the picture. */
const toPoints = (
	row: ArrayLike<number>,
	{ toPicture }: FaceCrop,
	{ widthPx, heightPx }: Picture,
): readonly Point[] =>
	Array.from({ length: row.length / 2 }, (_, index) => {
		const { x, y } = applyAffine(toPicture, {
			x: (row[index * 2] ?? 0) * FACE_CROP_PX,
			y: (row[index * 2 + 1] ?? 0) * FACE_CROP_PX,
		});
		return { x: x / widthPx, y: y / heightPx };
	});
