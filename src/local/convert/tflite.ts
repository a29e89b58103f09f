import { readFlatbuffer } from "./flatbuffer.ts";
import type { FlatTable } from "./flatbuffer.ts";

export interface TfliteTensor {
	readonly shape: readonly number[];
	/** Absent in a tensor that is computed. */
	readonly values?: Float32Array | Int32Array;
}

export interface TfliteOperator {
	readonly type: OperatorType;
	/** Numbers of tensors; −1 for an input that is left out. */
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly options: FlatTable | undefined;
}

/** A network in the order in which it is computed. */
export interface TfliteNetwork {
	readonly tensors: readonly TfliteTensor[];
	readonly operators: readonly TfliteOperator[];
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
}

export type OperatorType = (typeof OPERATOR_TYPES)[keyof typeof OPERATOR_TYPES];

// The numbers of these enumerations and of every field below are those of TensorFlow Lite's schema.
const OPERATOR_TYPES = {
	0: "add",
	2: "concatenate",
	3: "convolve",
	4: "convolveDepthwise",
	6: "dequantize",
	14: "logistic",
	17: "maxPool",
	18: "multiply",
	22: "reshape",
	34: "pad",
	39: "transpose",
	40: "mean",
	41: "subtract",
	42: "divide",
	45: "slice",
	54: "prelu",
	59: "negate",
	74: "sum",
	75: "squareRoot",
	76: "inverseSquareRoot",
	99: "squaredDifference",
} as const;
const FLOAT32 = 0;
const FLOAT16 = 1;
const INT32 = 2;

/** Reads a network of one graph; weights of 16 bits become floats of 32 bits, which loses nothing. */
export const readTflite = (bytes: Uint8Array): TfliteNetwork => {
	if (new TextDecoder().decode(bytes.subarray(4, 8)) !== "TFL3")
		throw new Error("This is not a network of TensorFlow Lite.");
	const model = readFlatbuffer(bytes);
	const [graph, ...others] = model.tables(2);
	if (graph === undefined || others.length > 0) throw new Error("One graph was expected.");
	const types = model.tables(1).map(toOperatorType);
	const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
	const operators = graph.tables(3).map((operator) => toOperator(operator, types));
	const tensors = graph.tables(0).map((tensor) => toTensor(tensor, buffers));
	return {
		tensors: dequantize(tensors, operators),
		operators: operators.filter(({ type }) => type !== "dequantize"),
		inputs: graph.integers(1),
		outputs: graph.integers(2),
	};
};

/** Small numbers stand in an older, shorter field. */
const toOperatorType = (code: FlatTable): OperatorType => {
	const number = Math.max(code.integer(0, "int8"), code.integer(3, "int32"));
	const type = Object.entries(OPERATOR_TYPES).find(([known]) => known === String(number));
	if (type === undefined) throw new Error(`The operator ${number} is not known.`);
	return type[1];
};

const toOperator = (table: FlatTable, types: readonly OperatorType[]): TfliteOperator => {
	const type = types[table.integer(0, "int32")];
	if (type === undefined) throw new Error("An operator has no type.");
	return {
		type,
		inputs: table.integers(1),
		outputs: table.integers(2),
		options: table.table(4),
	};
};

const toTensor = (table: FlatTable, buffers: readonly Uint8Array[]): TfliteTensor => {
	const shape = table.integers(0);
	const bytes = buffers[table.integer(2, "int32")] ?? new Uint8Array();
	if (bytes.length === 0) return { shape };
	const values = toValues(bytes, table.integer(1, "int8"));
	if (values.length !== shape.reduce((product, length) => product * length, 1))
		throw new Error(`${values.length} values do not fill ${shape.join(" × ")}.`);
	return { shape, values };
};

const toValues = (bytes: Uint8Array, type: number): Float32Array | Int32Array => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const [four, two] = [bytes.length / 4, bytes.length / 2];
	if (type === FLOAT32)
		return Float32Array.from({ length: four }, (_, i) => view.getFloat32(i * 4, true));
	if (type === FLOAT16)
		return Float32Array.from({ length: two }, (_, i) => toFloat(view.getUint16(i * 2, true)));
	if (type === INT32)
		return Int32Array.from({ length: four }, (_, i) => view.getInt32(i * 4, true));
	throw new Error(`Constants of type ${type} are not known.`);
};

/** The number that 16 bits stand for; DataView has this only from Node 24 on. */
const toFloat = (half: number): number => {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 0x1f;
	const fraction = half & 0x3ff;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

/** What is made from a constant alone is a constant. */
const dequantize = (
	tensors: readonly TfliteTensor[],
	operators: readonly TfliteOperator[],
): readonly TfliteTensor[] => {
	const all = [...tensors];
	for (const { type, inputs, outputs } of operators) {
		if (type !== "dequantize") continue;
		const [from, to] = [all[inputs[0] ?? -1], outputs[0] ?? -1];
		if (from?.values === undefined || all[to] === undefined)
			throw new Error("Only constants can be dequantized.");
		all[to] = from;
	}
	return all;
};
