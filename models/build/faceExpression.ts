import { DENSE_INPUT_PX, addDenseNetwork } from "./denseBlocks.ts";
import { declareFaces, toProbabilities } from "./faceLayers.ts";
import { createOnnxGraph } from "./onnxGraph.ts";
import type { WeightMap } from "./tfjsWeights.ts";

/** face-api's network of expressions: faces as bytes in, seven probabilities out. */
export const toFaceExpression = (weights: WeightMap): Uint8Array => {
	const graph = createOnnxGraph("face_expression");
	graph.rename(toProbabilities(graph, addDenseNetwork(graph, weights)), "probabilities");
	return graph.toModel(
		[declareFaces(DENSE_INPUT_PX)],
		[{ name: "probabilities", type: "float32", shape: ["batch", 7] }],
	);
};
