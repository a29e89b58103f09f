import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { Tensor } from "onnxruntime-node";
import type { InferenceSession } from "onnxruntime-node";
import { suppressOverlaps, toBox } from "../core/boxes.ts";
import type { Detector } from "./detector.ts";
import type { Frame, FrameSize } from "./frame.ts";
import { SSD_INPUT_PX as INPUT_PX, toSsdFrameSize } from "./frameSizes.ts";
import { createSession, floatsOf } from "./onnx.ts";
import type { SessionOptions } from "./onnx.ts";

/** face-api's own 0.5 loses frontal faces in a group that score 0.4 to 0.5; nothing false came in between. */
const MIN_SCORE = 0.4;
const MAX_IOU = 0.45;

/** SSD MobileNet v1 of face-api: built in, slower than YuNet, and without landmarks. */
export const createSsd = async (model: Uint8Array, options?: SessionOptions): Promise<Detector> => {
	const session = await createSession(model, options);
	return {
		modelName: "ssd",
		toFrameSize: toSsdFrameSize,
		detect: async (frame) => {
			const outputs = await session.run({ picture: toInput(frame) });
			return suppressOverlaps([...readFaces(outputs, frame)], MAX_IOU);
		},
	};
};

/** Green, blue, red bytes to red, green, blue; the network makes floats of them itself. */
const toInput = ({ planes }: Frame): Tensor => {
	const area = INPUT_PX * INPUT_PX;
	const bytes = new Uint8Array(3 * area);
	bytes.set(planes.subarray(2 * area, 3 * area), 0);
	bytes.set(planes.subarray(0, area), area);
	bytes.set(planes.subarray(area, 2 * area), 2 * area);
	return new Tensor("uint8", bytes, [1, 3, INPUT_PX, INPUT_PX]);
};

function* readFaces(
	outputs: InferenceSession.OnnxValueMapType,
	size: FrameSize,
): Generator<FaceDetail> {
	const boxes = floatsOf(outputs, "boxes");
	const toX = INPUT_PX / size.widthPx;
	const toY = INPUT_PX / size.heightPx;
	for (const [row, score] of floatsOf(outputs, "scores").entries()) {
		if (score < MIN_SCORE) continue;
		const [top = 0, left = 0, bottom = 0, right = 0] = boxes.subarray(row * 4, row * 4 + 4);
		yield {
			BoundingBox: toBox({
				left: left * toX,
				top: top * toY,
				right: right * toX,
				bottom: bottom * toY,
			}),
			Confidence: score * 100,
		};
	}
}
