import {
	activate,
	add,
	addConvolutionAt,
	addFaces,
	addSeparableAt,
	averageAll,
	connectFully,
} from "./faceLayers.ts";
import type { OnnxGraph, Value } from "./onnxGraph.ts";
import type { Feature } from "./tfjsLayers.ts";
import { weightsOf } from "./tfjsWeights.ts";
import type { WeightMap } from "./tfjsWeights.ts";

export const DENSE_INPUT_PX = 112;
const BLOCKS = 4;
const CONVOLUTIONS = 4;

/** The body that face-api's networks of landmarks and of expressions have in common, up to their last layer. */
export const addDenseNetwork = (graph: OnnxGraph, weights: WeightMap): Value => {
	let feature = addFaces(graph, DENSE_INPUT_PX);
	for (let block = 0; block < BLOCKS; block += 1)
		feature = addDenseBlock(graph, weights, { feature, block });
	return connectFully(graph, averageAll(graph, feature), {
		weights: weightsOf(weights, "fc/weights"),
		bias: weightsOf(weights, "fc/bias"),
	});
};

/** Each convolution sees the sum of all before it; the first halves the size. */
const addDenseBlock = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, block }: { feature: Feature; block: number },
): Feature => {
	const addFirst = block === 0 ? addConvolutionAt : addSeparableAt;
	const first = addFirst(graph, weights, { feature, path: `dense${block}/conv0`, stride: 2 });
	let sum = activate(graph, first);
	let seen = sum;
	for (let index = 1; index < CONVOLUTIONS; index += 1) {
		const path = `dense${block}/conv${index}`;
		sum = add(graph, sum, addSeparableAt(graph, weights, { feature: seen, path }));
		seen = activate(graph, sum);
	}
	return seen;
};
