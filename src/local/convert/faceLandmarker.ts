import { createOnnxGraph } from "./onnxGraph.ts";
import { addConvolutions } from "./convolutions.ts";
import { addMixer } from "./mixer.ts";
import { toInt64 } from "./tensors.ts";
import { readTflite } from "./tflite.ts";
import { unzip } from "./zip.ts";

const INPUT_PX = 256;
const POINTS = 478;
/** Both networks are far smaller. */
const MAX_NETWORK_BYTES = 8 << 20;

/** The points the blendshape network was trained with, in its order: contours, and both irises (468–477). */
const BLENDSHAPE_POINTS = [
	0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66,
	67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145,
	146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176,
	178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285,
	288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334,
	336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386, 387,
	388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474,
	475, 476, 477,
];

/**
 * MediaPipe's Face Landmarker as one network: the upright face as bytes in; points (x, y, z in pixels of the input),
 * presence and blendshapes out. The blendshapes are read off the upright points, so they do not feel the head's roll.
 */
export const toFaceMesh = (task: Uint8Array): Uint8Array => {
	const network = (name: string) => readTflite(unzip(task, name, MAX_NETWORK_BYTES));
	const graph = createOnnxGraph("face_mesh");
	const asFloat = graph.node("Cast", ["picture"], { to: 1 });
	const input = graph.node("Div", [asFloat, graph.constant(Float32Array.of(255), [])]);
	const [flat = "", presence = ""] = addConvolutions(
		graph,
		network("face_landmarks_detector.tflite"),
		input,
	);
	const toShape = (value: string, shape: readonly number[]) =>
		graph.node("Reshape", [value, graph.constant(toInt64(shape), [shape.length])]);
	const points = toShape(flat, [-1, POINTS, 3]);
	const chosen = graph.constant(toInt64(BLENDSHAPE_POINTS), [BLENDSHAPE_POINTS.length]);
	const bounds = [0, 2, 2].map((bound) => graph.constant(toInt64([bound]), [1]));
	const outlines = graph.node("Slice", [
		graph.node("Gather", [points, chosen], { axis: 1 }),
		...bounds,
	]);
	const [blendshapes = ""] = addMixer(graph, network("face_blendshapes.tflite"), outlines);
	graph.rename(points, "points");
	graph.rename(graph.node("Sigmoid", [toShape(presence, [-1])]), "presence");
	graph.rename(blendshapes, "blendshapes");
	return graph.toModel(
		[{ name: "picture", type: "uint8", shape: ["faces", 3, INPUT_PX, INPUT_PX] }],
		[
			{ name: "points", type: "float32", shape: ["faces", POINTS, 3] },
			{ name: "presence", type: "float32", shape: ["faces"] },
			{ name: "blendshapes", type: "float32", shape: ["faces", 52] },
		],
	);
};
