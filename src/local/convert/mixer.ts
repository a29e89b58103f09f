import type { Value } from "./onnxGraph.ts";
import { type Add, addOperators } from "./operators.ts";
import { activate, floatsOf, integersOf, tensorOf, toInt64, valueOf } from "./tensors.ts";
import type { Conversion } from "./tensors.ts";
import type { TfliteOperator } from "./tflite.ts";

/** A computed tensor, or a constant in its own shape. */
const operandOf = (conversion: Conversion, index: number | undefined): Value => {
	const { shape, values } = tensorOf(conversion, index);
	if (values === undefined) return valueOf(conversion, index);
	return conversion.graph.constant(floatsOf(conversion, index), shape);
};

const binary =
	(operator: string): Add =>
	(conversion, tflite) => {
		const operands = tflite.inputs.map((input) => operandOf(conversion, input));
		return activate(conversion, conversion.graph.node(operator, operands), tflite, 0);
	};

const unary =
	(...operators: readonly string[]): Add =>
	(conversion, { inputs }) =>
		operators.reduce(
			(value, operator) => conversion.graph.node(operator, [value]),
			valueOf(conversion, inputs[0]),
		);

/** A convolution whose window is one cell is a product of matrices over the last axis. */
const convolve: Add = (conversion, operator) => {
	const [input, weights, bias] = operator.inputs;
	const [outputs = 0, height, width, inputs = 0] = tensorOf(conversion, weights).shape;
	const strides = [1, 2].map((field) => operator.options?.integer(field, "int32"));
	if ([height, width, ...strides].some((length) => length !== 1))
		throw new Error("Only convolutions of single cells are expected here.");
	const rows = floatsOf(conversion, weights);
	const columns = rows.map((_, i) => rows[(i % outputs) * inputs + Math.floor(i / outputs)] ?? NaN);
	const { graph } = conversion;
	const product = graph.node("MatMul", [
		valueOf(conversion, input),
		graph.constant(columns, [inputs, outputs]),
	]);
	const offset = graph.constant(floatsOf(conversion, bias), [outputs]);
	return activate(conversion, graph.node("Add", [product, offset]), operator, 3);
};

const axesOf = (conversion: Conversion, [input, axes]: readonly number[]): readonly number[] => {
	const rank = tensorOf(conversion, input).shape.length;
	return integersOf(conversion, axes).map((axis) => (axis < 0 ? axis + rank : axis));
};

const keepOf = ({ options }: TfliteOperator): number => options?.integer(0, "int8") ?? 0;

const mean: Add = (conversion, operator) =>
	conversion.graph.node("ReduceMean", [valueOf(conversion, operator.inputs[0])], {
		axes: axesOf(conversion, operator.inputs),
		keepdims: keepOf(operator),
	});

const sum: Add = (conversion, operator) => {
	const axes = axesOf(conversion, operator.inputs);
	const operands = [
		valueOf(conversion, operator.inputs[0]),
		conversion.graph.constant(toInt64(axes), [axes.length]),
	];
	return conversion.graph.node("ReduceSum", operands, { keepdims: keepOf(operator) });
};

const squaredDifference: Add = (conversion, { inputs }) => {
	const operands = inputs.map((input) => operandOf(conversion, input));
	const difference = conversion.graph.node("Sub", operands);
	return conversion.graph.node("Mul", [difference, difference]);
};

const transpose: Add = (conversion, { inputs: [input, order] }) =>
	conversion.graph.node("Transpose", [valueOf(conversion, input)], {
		perm: integersOf(conversion, order),
	});

const reshape: Add = (conversion, { inputs: [input, to] }) => {
	const [first, ...rest] = integersOf(conversion, to);
	if (first !== 1) throw new Error("The first axis must stay free.");
	const shape = conversion.graph.constant(toInt64([-1, ...rest]), [rest.length + 1]);
	return conversion.graph.node("Reshape", [valueOf(conversion, input), shape]);
};

/** Constants are repeated as often as there are faces. */
const concatenate: Add = (conversion, operator) => {
	const { graph } = conversion;
	const computed = operator.inputs.find(
		(input) => tensorOf(conversion, input).values === undefined,
	);
	const bounds = [0, 1].map((bound) => graph.constant(toInt64([bound]), [1]));
	const faces = graph.node("Slice", [
		graph.node("Shape", [valueOf(conversion, computed)]),
		...bounds,
	]);
	const operands = operator.inputs.map((input) => {
		const { shape, values } = tensorOf(conversion, input);
		if (values === undefined) return valueOf(conversion, input);
		const rest = graph.constant(toInt64(shape.slice(1)), [shape.length - 1]);
		const whole = graph.node("Concat", [faces, rest], { axis: 0 });
		return graph.node("Expand", [operandOf(conversion, input), whole]);
	});
	const axis = operator.options?.integer(0, "int32") ?? 0;
	const rank = tensorOf(conversion, computed).shape.length;
	const value = graph.node("Concat", operands, { axis: axis < 0 ? axis + rank : axis });
	return activate(conversion, value, operator, 1);
};

/** A bit in a mask lets the slice begin or end with its axis, or drops an axis of length 1. */
const slice: Add = (conversion, { inputs, options }) => {
	const [input, begin, end, strides] = inputs;
	const [beginMask = 0, endMask = 0, ellipsis, newAxes, dropped = 0] = [0, 1, 2, 3, 4].map(
		(field) => options?.integer(field, "int32") ?? 0,
	);
	const steps = integersOf(conversion, strides);
	// The first axis is the faces': it is neither cut nor dropped.
	if (ellipsis !== 0 || newAxes !== 0 || dropped > 1 || steps.some((step) => step !== 1))
		throw new Error("This kind of slice is not known.");
	const [from, to] = [integersOf(conversion, begin), integersOf(conversion, end)];
	let value = valueOf(conversion, input);
	for (const [axis, length] of tensorOf(conversion, input).shape.entries()) {
		const start = beginMask & (1 << axis) ? 0 : (from[axis] ?? 0);
		const stop = endMask & (1 << axis) ? length : (to[axis] ?? 0);
		if (axis === 0 || (start === 0 && stop === length)) continue;
		const bounds = [start, stop, axis].map((bound) =>
			conversion.graph.constant(toInt64([bound]), [1]),
		);
		value = conversion.graph.node("Slice", [value, ...bounds]);
	}
	return value;
};

/**
 * Adds a network without windows (an MLP mixer) to a graph in tflite's own order of axes, with a free first axis.
 * The answers are in the order of the network's outputs, and keep that axis.
 */
export const addMixer = addOperators({
	add: binary("Add"),
	concatenate,
	convolve,
	divide: binary("Div"),
	inverseSquareRoot: unary("Sqrt", "Reciprocal"),
	logistic: unary("Sigmoid"),
	mean,
	multiply: binary("Mul"),
	negate: unary("Neg"),
	reshape,
	slice,
	squaredDifference,
	squareRoot: unary("Sqrt"),
	subtract: binary("Sub"),
	sum,
	transpose,
});
