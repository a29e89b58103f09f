import type { OnnxGraph, Value } from "./onnxGraph.ts";
import { addWeights, convolve, convolveSeparably } from "./tfjsLayers.ts";
import type { Feature } from "./tfjsLayers.ts";
import { weightsOf } from "./tfjsWeights.ts";
import type { WeightMap, Weights } from "./tfjsWeights.ts";

/** The mean red, green and blue that the networks were trained with. */
const MEAN = [122.782, 117.001, 104.298];
/** face-api's divisor in all networks; dlib itself divides by 256. */
const DIVISOR = 255;

/** What a network of faces is given: bytes, square, red, green and blue planes. */
export const declareFaces = (sizePx: number) =>
	({ name: "faces", type: "uint8", shape: ["batch", 3, sizePx, sizePx] }) as const;

export const addFaces = (graph: OnnxGraph, sizePx: number): Feature => {
	const bytes = graph.node("Cast", ["faces"], { to: 1 });
	const mean = graph.constant(Float32Array.from(MEAN), [1, 3, 1, 1]);
	const divisor = graph.constant(Float32Array.of(DIVISOR), []);
	return { value: graph.node("Div", [graph.node("Sub", [bytes, mean]), divisor]), sizePx };
};

/** The convolution whose filters and bias lie under this path. */
export const addConvolutionAt = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, path, stride = 1 }: { feature: Feature; path: string; stride?: number },
): Feature =>
	convolve(graph, feature, {
		weights: weightsOf(weights, `${path}/filters`),
		bias: weightsOf(weights, `${path}/bias`),
		stride,
	});

/** The separable convolution whose filters and bias lie under this path. */
export const addSeparableAt = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, path, stride = 1 }: { feature: Feature; path: string; stride?: number },
): Feature =>
	convolveSeparably(graph, feature, {
		depthwise: weightsOf(weights, `${path}/depthwise_filter`),
		pointwise: weightsOf(weights, `${path}/pointwise_filter`),
		bias: weightsOf(weights, `${path}/bias`),
		stride,
	});

export const activate = (graph: OnnxGraph, { value, sizePx }: Feature): Feature => ({
	value: graph.node("Relu", [value]),
	sizePx,
});

export const add = (graph: OnnxGraph, first: Feature, second: Feature): Feature => ({
	value: graph.node("Add", [first.value, second.value]),
	sizePx: first.sizePx,
});

/** N × channels × size × size to N × channels. */
export const averageAll = (graph: OnnxGraph, { value }: Feature): Value =>
	graph.node("Flatten", [graph.node("GlobalAveragePool", [value])], { axis: 1 });

/** N × in to N × out. */
export const connectFully = (
	graph: OnnxGraph,
	value: Value,
	{ weights, bias }: { weights: Weights; bias?: Weights },
): Value => {
	const matrix = addWeights(graph, weights);
	return graph.node(
		"Gemm",
		bias === undefined ? [value, matrix] : [value, matrix, addWeights(graph, bias)],
	);
};

/** N × classes to probabilities. */
export const toProbabilities = (graph: OnnxGraph, value: Value): Value =>
	graph.node("Softmax", [value], { axis: 1 });
