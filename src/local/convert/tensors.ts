import type { OnnxGraph, Value } from "./onnxGraph.ts";
import type { TfliteNetwork, TfliteOperator, TfliteTensor } from "./tflite.ts";

/** What is known while the operators of a network are added to a graph one after the other. */
export interface Conversion {
	readonly graph: OnnxGraph;
	readonly network: TfliteNetwork;
	/** The graph's names of the tensors that are computed already. */
	readonly values: Map<number, Value>;
}

const NO_ACTIVATION = 0;
const RELU = 1;

export const tensorOf = ({ network }: Conversion, index: number | undefined): TfliteTensor => {
	const tensor = network.tensors[index ?? -1];
	if (tensor === undefined) throw new Error(`The network has no tensor ${index}.`);
	return tensor;
};

export const floatsOf = (conversion: Conversion, index: number | undefined): Float32Array => {
	const { values } = tensorOf(conversion, index);
	if (values instanceof Float32Array) return values;
	throw new Error(`Tensor ${index} holds no constant floats.`);
};

export const integersOf = (
	conversion: Conversion,
	index: number | undefined,
): readonly number[] => {
	const { values } = tensorOf(conversion, index);
	if (values instanceof Int32Array) return [...values];
	throw new Error(`Tensor ${index} holds no constant integers.`);
};

export const valueOf = ({ values }: Conversion, index: number | undefined): Value => {
	const value = values.get(index ?? -1);
	if (value === undefined) throw new Error(`Tensor ${index} is used before it is computed.`);
	return value;
};

/** The activation that is fused with an operator. */
export const activate = (
	{ graph }: Conversion,
	value: Value,
	{ options }: TfliteOperator,
	field: number,
): Value => {
	const activation = options?.integer(field, "int8") ?? NO_ACTIVATION;
	if (activation === NO_ACTIVATION) return value;
	if (activation === RELU) return graph.node("Relu", [value]);
	throw new Error(`The activation ${activation} is not known.`);
};

export const toInt64 = (numbers: readonly number[]): BigInt64Array =>
	BigInt64Array.from(numbers, BigInt);

/** [outputs, height, width, inputs] to ONNX's [outputs, inputs, height, width]. */
export const channelsFirst = (values: Float32Array, shape: readonly number[]): Float32Array => {
	const [, height = 0, width = 0, inputs = 0] = shape;
	const area = height * width;
	const size = area * inputs;
	return values.map((_, i) => {
		const within = i % size;
		const [input, pixel] = [Math.floor(within / area), within % area];
		return values[i - within + pixel * inputs + input] ?? NaN;
	});
};
