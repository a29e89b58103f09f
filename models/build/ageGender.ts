import {
	activate,
	add,
	addConvolutionAt,
	addFaces,
	addSeparableAt,
	averageAll,
	connectFully,
	declareFaces,
	toProbabilities,
} from "./faceLayers.ts";
import { createOnnxGraph } from "./onnxGraph.ts";
import type { OnnxGraph } from "./onnxGraph.ts";
import { pool } from "./tfjsLayers.ts";
import type { Feature } from "./tfjsLayers.ts";
import { weightsOf } from "./tfjsWeights.ts";
import type { WeightMap } from "./tfjsWeights.ts";

const INPUT_PX = 112;
const MAIN_BLOCKS = 2;
const MAIN_CONVOLUTIONS = 3;

/** face-api's network of age and gender: faces as bytes in, years and the probabilities of male and female out. */
export const toAgeGender = (weights: WeightMap): Uint8Array => {
	const graph = createOnnxGraph("age_gender");
	const features = averageAll(graph, addTinyXception(graph, weights, addFaces(graph, INPUT_PX)));
	const connect = (path: string) =>
		connectFully(graph, features, {
			weights: weightsOf(weights, `${path}/weights`),
			bias: weightsOf(weights, `${path}/bias`),
		});
	const gender = toProbabilities(graph, connect("fc/gender"));
	graph.rename(graph.node("Concat", [connect("fc/age"), gender], { axis: 1 }), "ageAndGender");
	return graph.toModel(
		[declareFaces(INPUT_PX)],
		[{ name: "ageAndGender", type: "float32", shape: ["batch", 3] }],
	);
};

const addTinyXception = (graph: OnnxGraph, weights: WeightMap, input: Feature): Feature => {
	const path = "entry_flow/conv_in";
	const entry = addConvolutionAt(graph, weights, { feature: input, path, stride: 2 });
	let feature = activate(graph, entry);
	for (const block of [0, 1])
		feature = addReductionBlock(graph, weights, {
			feature,
			path: `entry_flow/reduction_block_${block}`,
		});
	for (let block = 0; block < MAIN_BLOCKS; block += 1)
		feature = addMainBlock(graph, weights, { feature, path: `middle_flow/main_block_${block}` });
	feature = addReductionBlock(graph, weights, { feature, path: "exit_flow/reduction_block" });
	return activate(
		graph,
		addSeparableAt(graph, weights, { feature, path: "exit_flow/separable_conv" }),
	);
};

interface Block {
	readonly feature: Feature;
	readonly path: string;
}

/** The first block's input is positive already, so that activating it once more changes nothing. */
const addReductionBlock = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, path }: Block,
): Feature => {
	let inner = feature;
	for (const index of [0, 1])
		inner = addSeparableAt(graph, weights, {
			feature: activate(graph, inner),
			path: `${path}/separable_conv${index}`,
		});
	const pooled = pool(graph, "MaxPool", inner, { kernelPx: 3, stride: 2, padding: "same" });
	const expansion = { feature, path: `${path}/expansion_conv`, stride: 2 };
	return add(graph, pooled, addConvolutionAt(graph, weights, expansion));
};

const addMainBlock = (graph: OnnxGraph, weights: WeightMap, { feature, path }: Block): Feature => {
	let inner = feature;
	for (let index = 0; index < MAIN_CONVOLUTIONS; index += 1)
		inner = addSeparableAt(graph, weights, {
			feature: activate(graph, inner),
			path: `${path}/separable_conv${index}`,
		});
	return add(graph, inner, feature);
};
