import type { FaceDetail, Landmark } from "@aws-sdk/client-rekognition";
import { Tensor } from "onnxruntime-node";
import type { InferenceSession } from "onnxruntime-node";
import { fitSimilarity } from "../core/affine.ts";
import type { Affine } from "../core/affine.ts";
import { createSession, floatsOf } from "./onnx.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

/** The network knows no other size. */
const INPUT_PX = 112;
/** Where the network wants a face's landmarks, in pixels of its input. */
const TEMPLATE = [
	{ type: "eyeLeft", x: 38.29, y: 51.7 },
	{ type: "eyeRight", x: 73.53, y: 51.5 },
	{ type: "nose", x: 56.03, y: 71.74 },
	{ type: "mouthLeft", x: 41.55, y: 92.37 },
	{ type: "mouthRight", x: 70.73, y: 92.2 },
] as const;

/** Probabilities: the first three are one distribution, and each of the others stands alone. */
interface FaceAttributes {
	readonly none: number;
	readonly eyeglasses: number;
	readonly sunglasses: number;
	readonly mouthOpen: number;
	readonly eyesClosed: number;
}

export interface Glasses {
	/** One answer per face; undefined for one without the five landmarks. */
	readonly read: (
		picture: Picture,
		faces: readonly Pick<FaceDetail, "Landmarks">[],
	) => Promise<readonly (FaceAttributes | undefined)[]>;
}

/** The small network of face attributes, from a converted model: eyewear, open mouths and closed eyes. */
export const createGlasses = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<Glasses> => {
	const session = await createSession(model, options);
	return {
		read: async (picture, faces) => {
			const attributes: (FaceAttributes | undefined)[] = [];
			// One after the other: together they take as long.
			for (const { Landmarks = [] } of faces) {
				const piece = toPiece(picture, Landmarks);
				attributes.push(piece && (await readFace(session, picture.cut(piece, INPUT_PX, INPUT_PX))));
			}
			return attributes;
		},
	};
};

const readFace = async (session: InferenceSession, bytes: Uint8Array): Promise<FaceAttributes> => {
	const outputs = await session.run({
		picture: new Tensor("uint8", bytes, [1, 3, INPUT_PX, INPUT_PX]),
	});
	const [none = 0, eyeglasses = 0, sunglasses = 0] = floatsOf(outputs, "glasses");
	// What the third class of mouth and eyes means is not told.
	const [, mouthOpen = 0] = floatsOf(outputs, "mouth");
	const [, eyesClosed = 0] = floatsOf(outputs, "eyes");
	return { none, eyeglasses, sunglasses, mouthOpen, eyesClosed };
};

/** From the network's input to the picture. */
const toPiece = (
	{ widthPx, heightPx }: Picture,
	landmarks: readonly Landmark[],
): Affine | undefined => {
	const found = TEMPLATE.map(({ type }) => landmarks.find(({ Type }) => Type === type));
	const points = found.filter((landmark) => landmark !== undefined);
	if (points.length < TEMPLATE.length) return undefined;
	// Ratios count from the edge of the first pixel, maps between pictures from its middle.
	return fitSimilarity(
		TEMPLATE,
		points.map(({ X = 0, Y = 0 }) => ({ x: X * widthPx - 0.5, y: Y * heightPx - 0.5 })),
	);
};
