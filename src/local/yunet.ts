import type { FaceDetail, Landmark } from "@aws-sdk/client-rekognition";
import { Tensor } from "onnxruntime-node";
import type { InferenceSession } from "onnxruntime-node";
import { suppressOverlaps, toBox } from "../core/boxes.ts";
import type { Detector } from "./detector.ts";
import type { FrameSize } from "./frame.ts";
import { toYunetFrameSize } from "./frameSizes.ts";
import { createSession, floatsOf } from "./onnx.ts";
import type { SessionOptions } from "./onnx.ts";

const STRIDES = [8, 16, 32] as const;
/** Measured on photographs: below it, background comes in; above it, profiles get lost. */
const MIN_SCORE = 0.6;
const MAX_IOU = 0.45;
/**
 * In the order of the network, which names the sides after the subject: right eye, left eye, nose,
 * right and left corner of the mouth. Rekognition names them as they lie in the picture.
 */
const LANDMARKS = ["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"] as const;

/** YuNet: finds faces from about ten pixels on, with five landmarks. */
export const createYunet = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<Detector> => {
	const session = await createSession(model, options);
	// Making them anew for each frame takes three times as long as filling them.
	const spares: Float32Array[] = [];
	let plane = new Uint8Array();
	return {
		modelName: "yunet",
		toFrameSize: toYunetFrameSize,
		detect: async (frame) => {
			const { planes, paddedHeightPx, paddedWidthPx } = frame;
			if (3 * plane.length !== planes.length) plane = new Uint8Array(planes.length / 3);
			const spare = spares.pop();
			const floats = spare?.length === planes.length ? spare : new Float32Array(planes.length);
			fill(floats, planes, plane);
			const input = new Tensor("float32", floats, [1, 3, paddedHeightPx, paddedWidthPx]);
			const outputs = await session.run({ input });
			spares.push(floats);
			const faces = STRIDES.flatMap((stride) => readFaces(outputs, stride, frame));
			return suppressOverlaps(faces, MAX_IOU);
		},
	};
};

/** The network wants blue, green, red; the planes are green, blue, red. */
const PLANE_ORDER = [1, 0, 2];

/** Bytes become floats eight at a time where no other thread can write them: hence by way of a plane of our own. */
const fill = (floats: Float32Array, planes: Uint8Array, plane: Uint8Array): void => {
	for (const [to, from] of PLANE_ORDER.entries()) {
		plane.set(planes.subarray(from * plane.length, (from + 1) * plane.length));
		floats.set(plane, to * plane.length);
	}
};

const readFaces = (
	outputs: InferenceSession.OnnxValueMapType,
	stride: number,
	size: FrameSize,
): FaceDetail[] => {
	const classScores = floatsOf(outputs, `cls_${stride}`);
	const objectScores = floatsOf(outputs, `obj_${stride}`);
	const boxes = floatsOf(outputs, `bbox_${stride}`);
	const points = floatsOf(outputs, `kps_${stride}`);
	const columns = size.paddedWidthPx / stride;
	const faces: FaceDetail[] = [];
	for (let cell = 0; cell < classScores.length; cell += 1) {
		const score = Math.sqrt(clip(classScores[cell] ?? 0) * clip(objectScores[cell] ?? 0));
		if (score < MIN_SCORE) continue;
		const origin = { x: cell % columns, y: Math.floor(cell / columns) };
		const toRatios = (x: number, y: number) => ({
			X: ((origin.x + x) * stride) / size.widthPx,
			Y: ((origin.y + y) * stride) / size.heightPx,
		});
		faces.push({
			BoundingBox: toBoundingBox(boxes.subarray(cell * 4, cell * 4 + 4), toRatios),
			Landmarks: toLandmarks(points.subarray(cell * 10, cell * 10 + 10), toRatios),
			Confidence: score * 100,
		});
	}
	return faces;
};

/** From strides relative to a cell to ratios of the picture. */
type ToRatios = (x: number, y: number) => { readonly X: number; readonly Y: number };

const toBoundingBox = (values: Float32Array, toRatios: ToRatios) => {
	const [x = 0, y = 0, logWidth = 0, logHeight = 0] = values;
	const halfWidth = Math.exp(logWidth) / 2;
	const halfHeight = Math.exp(logHeight) / 2;
	const { X: left, Y: top } = toRatios(x - halfWidth, y - halfHeight);
	const { X: right, Y: bottom } = toRatios(x + halfWidth, y + halfHeight);
	return toBox({ left, top, right, bottom });
};

const toLandmarks = (values: Float32Array, toRatios: ToRatios): Landmark[] =>
	LANDMARKS.map((Type, index) => ({
		Type,
		...toRatios(values[index * 2] ?? 0, values[index * 2 + 1] ?? 0),
	}));

const clip = (score: number): number => Math.min(1, Math.max(0, score));
