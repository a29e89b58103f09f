import { bytes, concatenate, float, integer, integers, message, text } from "./protobuf.ts";
import type { Field } from "./protobuf.ts";

/** The name of a tensor in the graph. */
export type Value = string;

/** An attribute as ONNX types them: a number is an integer unless it is wrapped as a float. */
type Attribute = number | string | readonly number[] | { readonly float: number };

/** Free dimensions have a name, the others a length. */
type Dimension = number | string;

interface Declaration {
	readonly name: Value;
	readonly type: keyof typeof ELEMENT_TYPES;
	readonly shape: readonly Dimension[];
}

/** Collects nodes and constants in the order they are asked for, so that equal calls make equal bytes. */
export interface OnnxGraph {
	/** Adds a node with one output, and says how that is called. */
	readonly node: (
		operator: string,
		inputs: readonly Value[],
		attributes?: Readonly<Record<string, Attribute>>,
	) => Value;
	readonly constant: (
		values: Uint8Array | Float32Array | BigInt64Array,
		shape: readonly number[],
	) => Value;
	/** Gives a value the name under which the graph hands it out. */
	readonly rename: (value: Value, name: string) => void;
	readonly toModel: (inputs: readonly Declaration[], outputs: readonly Declaration[]) => Uint8Array;
}

// The numbers of these enumerations and of every field below are those of onnx.proto.
const ELEMENT_TYPES = { float32: 1, uint8: 2, int64: 7 } as const;
const ATTRIBUTE_TYPES = { float: 1, integer: 2, text: 3, integers: 7 } as const;
const IR_VERSION = 8;
const OPSET_VERSION = 13;

export const createOnnxGraph = (name: string): OnnxGraph => {
	const nodes: Field[] = [];
	const initializers: Field[] = [];
	const push = (operator: string, inputs: readonly Value[], output: Value, rest: Field[] = []) => {
		const values = [...inputs.map((input) => text(1, input)), text(2, output)];
		nodes.push(message(1, [...values, text(3, output), text(4, operator), ...rest]));
		return output;
	};
	return {
		node: (operator, inputs, attributes = {}) =>
			push(
				operator,
				inputs,
				`${operator}_${nodes.length}`,
				Object.entries(attributes).map(([key, value]) => message(5, toAttribute(key, value))),
			),
		constant: (values, shape) => {
			const constantName = `constant_${initializers.length}`;
			initializers.push(message(5, toTensor(constantName, values, shape)));
			return constantName;
		},
		rename: (value, output) => void push("Identity", [value], output),
		toModel: (inputs, outputs) =>
			toModelBytes([
				...nodes,
				text(2, name),
				...initializers,
				...inputs.map((input) => message(11, toValueInfo(input))),
				...outputs.map((output) => message(12, toValueInfo(output))),
			]),
	};
};

const toModelBytes = (graph: readonly Field[]): Uint8Array =>
	concatenate([
		integer(1, IR_VERSION),
		text(2, "facereel"),
		message(7, graph),
		message(8, [text(1, ""), integer(2, OPSET_VERSION)]),
	]);

const toAttribute = (name: string, value: Attribute): Field[] => {
	if (typeof value === "number")
		return [text(1, name), integer(3, value), integer(20, ATTRIBUTE_TYPES.integer)];
	if (typeof value === "string")
		return [text(1, name), text(4, value), integer(20, ATTRIBUTE_TYPES.text)];
	if ("float" in value)
		return [text(1, name), float(2, value.float), integer(20, ATTRIBUTE_TYPES.float)];
	return [text(1, name), integers(8, value), integer(20, ATTRIBUTE_TYPES.integers)];
};

const toTensor = (
	name: string,
	values: Uint8Array | Float32Array | BigInt64Array,
	shape: readonly number[],
): Field[] => [
	integers(1, shape),
	integer(2, ELEMENT_TYPES[elementTypeOf(values)]),
	text(8, name),
	bytes(9, toLittleEndian(values)),
];

const elementTypeOf = (values: Uint8Array | Float32Array | BigInt64Array) => {
	if (values instanceof Uint8Array) return "uint8";
	return values instanceof Float32Array ? "float32" : "int64";
};

const toLittleEndian = (values: Uint8Array | Float32Array | BigInt64Array): Uint8Array => {
	if (values instanceof Uint8Array) return values;
	const raw = new Uint8Array(values.byteLength);
	const view = new DataView(raw.buffer);
	if (values instanceof Float32Array)
		values.forEach((value, index) => view.setFloat32(index * 4, value, true));
	else values.forEach((value, index) => view.setBigInt64(index * 8, value, true));
	return raw;
};

const toValueInfo = ({ name, type, shape }: Declaration): Field[] => {
	const dimensions = shape.map((dimension) =>
		message(1, [typeof dimension === "number" ? integer(1, dimension) : text(2, dimension)]),
	);
	const tensor = message(1, [integer(1, ELEMENT_TYPES[type]), message(2, dimensions)]);
	return [text(1, name), message(2, [tensor])];
};
