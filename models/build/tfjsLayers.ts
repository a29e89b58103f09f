import type { OnnxGraph, Value } from "./onnxGraph.ts";
import { toNumbers } from "./tfjsWeights.ts";
import type { Weights } from "./tfjsWeights.ts";

/** A picture-shaped value, N × channels × size × size, whose size must be known to pad as TensorFlow does. */
export interface Feature {
	readonly value: Value;
	readonly sizePx: number;
}

export interface Normalization {
	readonly gamma: Weights;
	readonly beta: Weights;
	readonly mean: Weights;
	readonly variance: Weights;
	readonly epsilon: number;
}

/** "same" pads until the output is the input's size by the stride, "valid" not at all. */
type Padding = "same" | "valid";

interface Convolution {
	readonly filters: Value;
	readonly bias?: Value;
	readonly kernelPx: number;
	readonly group: number;
	readonly stride: number;
	readonly padding?: Padding;
}

/** TensorFlow's convolution with a bias. */
export const convolve = (
	graph: OnnxGraph,
	input: Feature,
	{
		weights,
		bias,
		stride = 1,
		padding = "same",
	}: { weights: Weights; bias: Weights; stride?: number; padding?: Padding },
): Feature =>
	addConvolution(graph, input, {
		filters: addWeights(graph, toOutputsFirst(weights)),
		bias: addWeights(graph, bias),
		kernelPx: kernelOf(weights),
		group: 1,
		stride,
		padding,
	});

/** TensorFlow's separable convolution: each channel for itself, then all of them pixel by pixel, with a bias. */
export const convolveSeparably = (
	graph: OnnxGraph,
	input: Feature,
	{
		depthwise,
		pointwise,
		bias,
		stride = 1,
	}: { depthwise: Weights; pointwise: Weights; bias: Weights; stride?: number },
): Feature =>
	convolve(
		graph,
		addConvolution(graph, input, {
			filters: addWeights(graph, toOutputsFirst(toSingleInput(depthwise))),
			kernelPx: kernelOf(depthwise),
			group: depthwise.shape[2] ?? 0,
			stride,
		}),
		{ weights: pointwise, bias },
	);

/** TensorFlow's depthwise convolution with "same" padding; the normalization is folded into its weights. */
export const convolveDepthwise = (
	graph: OnnxGraph,
	input: Feature,
	{
		weights,
		normalization,
		stride,
	}: { weights: Weights; normalization: Normalization; stride: number },
): Feature => {
	const channels = weights.shape[2] ?? 0;
	const kernelPx = kernelOf(weights);
	const { factors, offsets } = toFactorsAndOffsets(normalization);
	const area = kernelPx * kernelPx;
	const values = toNumbers(toOutputsFirst(toSingleInput(weights)));
	const filters = values.map((value, index) => value * (factors[Math.floor(index / area)] ?? 0));
	return addConvolution(graph, input, {
		filters: graph.constant(Float32Array.from(filters), [channels, 1, kernelPx, kernelPx]),
		bias: graph.constant(Float32Array.from(offsets), [channels]),
		kernelPx,
		group: channels,
		stride,
	});
};

export const clipTo6 = (graph: OnnxGraph, { value, sizePx }: Feature): Feature => {
	const bounds = [0, 6].map((bound) => graph.constant(Float32Array.of(bound), []));
	return { value: graph.node("Clip", [value, ...bounds]), sizePx };
};

/** TensorFlow's pooling. */
export const pool = (
	graph: OnnxGraph,
	operator: "MaxPool" | "AveragePool",
	{ value, sizePx }: Feature,
	{ kernelPx, stride, padding }: { kernelPx: number; stride: number; padding: Padding },
): Feature => {
	const { pads, outputPx } = toWindows(sizePx, { kernelPx, stride, padding });
	const output = graph.node(operator, [value], {
		kernel_shape: [kernelPx, kernelPx],
		pads,
		strides: [stride, stride],
	});
	return { value: output, sizePx: outputPx };
};

/** N × channels × size × size to N × rows × columns in TensorFlow's order, which has the channels last. */
export const toRows = (graph: OnnxGraph, { value }: Feature, columns: number): Value => {
	const channelsLast = graph.node("Transpose", [value], { perm: [0, 2, 3, 1] });
	const shape = graph.constant(BigInt64Array.of(0n, -1n, BigInt(columns)), [3]);
	return graph.node("Reshape", [channelsLast, shape]);
};

/** Part of the last axis of N × rows × columns. */
export const takeColumns = (graph: OnnxGraph, value: Value, [from, to]: [number, number]): Value =>
	graph.node("Slice", [
		value,
		...[from, to, 2].map((number) => graph.constant(BigInt64Array.of(BigInt(number)), [1])),
	]);

/** Quantised weights stay bytes in the file; ONNX Runtime computes them once, when it loads the graph. */
export const addWeights = (graph: OnnxGraph, weights: Weights): Value => {
	if (weights.type === "float32") return graph.constant(weights.values, weights.shape);
	const raw = graph.constant(weights.values, weights.shape);
	const asFloat = graph.node("Cast", [raw], { to: 1 });
	const scale = graph.constant(Float32Array.of(weights.scale), []);
	const min = graph.constant(Float32Array.of(weights.min), []);
	return graph.node("Add", [graph.node("Mul", [asFloat, scale]), min]);
};

const addConvolution = (
	graph: OnnxGraph,
	{ value, sizePx }: Feature,
	{ filters, bias, kernelPx, group, stride, padding = "same" }: Convolution,
): Feature => {
	const { pads, outputPx } = toWindows(sizePx, { kernelPx, stride, padding });
	const inputs = bias === undefined ? [value, filters] : [value, filters, bias];
	const output = graph.node("Conv", inputs, {
		group,
		kernel_shape: [kernelPx, kernelPx],
		pads,
		strides: [stride, stride],
	});
	return { value: output, sizePx: outputPx };
};

const toWindows = (
	sizePx: number,
	{ kernelPx, stride, padding }: { kernelPx: number; stride: number; padding: Padding },
): { readonly pads: readonly number[]; readonly outputPx: number } => {
	if (padding === "valid")
		return { pads: [0, 0, 0, 0], outputPx: Math.floor((sizePx - kernelPx) / stride) + 1 };
	const outputPx = Math.ceil(sizePx / stride);
	const totalPx = Math.max((outputPx - 1) * stride + kernelPx - sizePx, 0);
	const before = Math.floor(totalPx / 2);
	const after = totalPx - before;
	return { pads: [before, before, after, after], outputPx };
};

const kernelOf = ({ shape }: Weights): number => {
	const [height, width] = shape;
	if (shape.length !== 4 || height === undefined || height !== width)
		throw new Error(`Square filters were expected, not ${shape.join(" × ")}.`);
	return height;
};

/** [height, width, in, out] to ONNX's [out, in, height, width]. */
const toOutputsFirst = (weights: Weights): Weights => {
	const [height = 0, width = 0, inputs = 0, outputs = 0] = weights.shape;
	const area = height * width;
	const sourceOf = (index: number) => {
		const pixel = index % area;
		const channel = Math.floor(index / area);
		return (pixel * inputs + (channel % inputs)) * outputs + Math.floor(channel / inputs);
	};
	return reorder(weights, [outputs, inputs, height, width], sourceOf);
};

/** [height, width, channels, 1] and [height, width, 1, channels] hold the same values in the same order. */
const toSingleInput = (weights: Weights): Weights => {
	const [height = 0, width = 0, channels = 0, multiplier = 0] = weights.shape;
	if (multiplier !== 1) throw new Error(`A depth multiplier of ${multiplier} is not known.`);
	return { ...weights, shape: [height, width, 1, channels] };
};

const reorder = (
	weights: Weights,
	shape: readonly number[],
	sourceOf: (index: number) => number,
): Weights => {
	if (weights.type === "float32")
		return {
			...weights,
			shape,
			values: weights.values.map((_, i) => at(weights.values, sourceOf(i))),
		};
	return {
		...weights,
		shape,
		values: weights.values.map((_, i) => at(weights.values, sourceOf(i))),
	};
};

const at = (values: Uint8Array | Float32Array, index: number): number => {
	const value = values[index];
	if (value === undefined) throw new RangeError(`No weight at ${index}.`);
	return value;
};

const toFactorsAndOffsets = ({ gamma, beta, mean, variance, epsilon }: Normalization) => {
	const [means, variances] = [toNumbers(mean), toNumbers(variance)];
	const factors = toNumbers(gamma).map(
		(value, index) => value / Math.sqrt((variances[index] ?? 0) + epsilon),
	);
	const offsets = toNumbers(beta).map(
		(value, index) => value - (means[index] ?? 0) * (factors[index] ?? 0),
	);
	return { factors, offsets };
};
