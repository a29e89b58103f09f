import { Tensor } from "onnxruntime-node";
import type { FaceCrop } from "../core/faceCrops.ts";
import { createSession, floatsOf } from "./onnx.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

/** Asks a network about pieces of a picture, all in one run: a row of numbers for each. */
export type FaceNetwork = (
	picture: Picture,
	crops: readonly FaceCrop[],
) => Promise<readonly Float32Array[]>;

/** Opens a network that takes `faces`, bytes N × 3 × size × size, and gives rows under one name. */
export const createFaceNetwork = async (
	model: Uint8Array,
	{ sizePx, output }: { readonly sizePx: number; readonly output: string },
	options?: SessionOptions,
): Promise<FaceNetwork> => {
	const session = await createSession(model, options);
	return async (picture, crops) => {
		if (crops.length === 0) return [];
		const outputs = await session.run({ faces: cutFaces(picture, crops, sizePx) });
		const rows = floatsOf(outputs, output);
		const length = rows.length / crops.length;
		return crops.map((_, index) => rows.slice(index * length, (index + 1) * length));
	};
};

const cutFaces = (picture: Picture, crops: readonly FaceCrop[], sizePx: number): Tensor => {
	const faceSize = 3 * sizePx * sizePx;
	const faces = new Uint8Array(crops.length * faceSize);
	for (const [index, crop] of crops.entries())
		faces.set(cutFace(picture, crop, sizePx), index * faceSize);
	return new Tensor("uint8", faces, [crops.length, 3, sizePx, sizePx]);
};

/** The networks were trained with black beside a face that is not square. */
const cutFace = (
	picture: Picture,
	{ toPicture, barXPx, barYPx }: FaceCrop,
	sizePx: number,
): Uint8Array => {
	const piece = picture.cut(toPicture, sizePx, sizePx);
	const [barX, barY] = [Math.round(barXPx), Math.round(barYPx)];
	if (barX <= 0 && barY <= 0) return piece;
	for (let row = 0; row < 3 * sizePx; row += 1) {
		const y = row % sizePx;
		const start = row * sizePx;
		const isShown = y >= barY && y < sizePx - barY;
		piece.fill(0, start, start + (isShown ? barX : sizePx));
		piece.fill(0, start + sizePx - barX, start + sizePx);
	}
	return piece;
};
