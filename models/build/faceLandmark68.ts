import { DENSE_INPUT_PX, addDenseNetwork } from "./denseBlocks.ts";
import { declareFaces } from "./faceLayers.ts";
import { createOnnxGraph } from "./onnxGraph.ts";
import type { WeightMap } from "./tfjsWeights.ts";

/** face-api's network of 68 landmarks: faces as bytes in, x and y of each point as ratios of the input out. */
export const toFaceLandmark68 = (weights: WeightMap): Uint8Array => {
	const graph = createOnnxGraph("face_landmark_68");
	graph.rename(addDenseNetwork(graph, weights), "points");
	return graph.toModel(
		[declareFaces(DENSE_INPUT_PX)],
		[{ name: "points", type: "float32", shape: ["batch", 136] }],
	);
};
