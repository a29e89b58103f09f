import { type Add, addOperators } from "./operators.ts";
import {
	activate,
	channelsFirst,
	floatsOf,
	integersOf,
	tensorOf,
	toInt64,
	valueOf,
} from "./tensors.ts";
import type { Conversion } from "./tensors.ts";
import type { TfliteOperator } from "./tflite.ts";

const SAME_PADDING = 0;

const convolve: Add = (conversion, operator) => {
	const [input, weights, bias] = operator.inputs;
	const { shape } = tensorOf(conversion, weights);
	const [outputs = 0, height = 0, width = 0, inputs = 0] = shape;
	const filters = channelsFirst(floatsOf(conversion, weights), shape);
	const value = conversion.graph.node(
		"Conv",
		[
			valueOf(conversion, input),
			conversion.graph.constant(filters, [outputs, inputs, height, width]),
			conversion.graph.constant(floatsOf(conversion, bias), [outputs]),
		],
		windowOf(conversion, operator, [height, width]),
	);
	return activate(conversion, value, operator, 3);
};

const convolveDepthwise: Add = (conversion, operator) => {
	const [input, weights, bias] = operator.inputs;
	const [, height = 0, width = 0, channels = 0] = tensorOf(conversion, weights).shape;
	if (operator.options?.integer(3, "int32") !== 1)
		throw new Error("Only a depth multiplier of 1 is known.");
	const filters = channelsFirst(floatsOf(conversion, weights), [1, height, width, channels]);
	const value = conversion.graph.node(
		"Conv",
		[
			valueOf(conversion, input),
			conversion.graph.constant(filters, [channels, 1, height, width]),
			conversion.graph.constant(floatsOf(conversion, bias), [channels]),
		],
		{ group: channels, ...windowOf(conversion, operator, [height, width]) },
	);
	return activate(conversion, value, operator, 4);
};

const maxPool: Add = (conversion, operator) => {
	const { options, inputs } = operator;
	const size = [options?.integer(4, "int32") ?? 0, options?.integer(3, "int32") ?? 0] as const;
	const window = windowOf(conversion, operator, size);
	const value = conversion.graph.node("MaxPool", [valueOf(conversion, inputs[0])], window);
	return activate(conversion, value, operator, 5);
};

/** All operators with a window keep padding and strides in the same fields. */
const windowOf = (
	conversion: Conversion,
	{ options, inputs, outputs }: TfliteOperator,
	kernel: readonly [number, number],
) => {
	const strides = [options?.integer(2, "int32") ?? 0, options?.integer(1, "int32") ?? 0];
	const [from, to] = [
		tensorOf(conversion, inputs[0]).shape,
		tensorOf(conversion, outputs[0]).shape,
	];
	const totals = [0, 1].map((axis) => {
		const reach = ((to[axis + 1] ?? 0) - 1) * (strides[axis] ?? 0) + (kernel[axis] ?? 0);
		return Math.max(0, reach - (from[axis + 1] ?? 0));
	});
	const same = options?.integer(0, "int8") === SAME_PADDING;
	const before = totals.map((total) => (same ? Math.floor(total / 2) : 0));
	const after = totals.map((total) => (same ? Math.ceil(total / 2) : 0));
	return { kernel_shape: kernel, pads: [...before, ...after], strides };
};

const add: Add = (conversion, operator) => {
	const values = operator.inputs.map((input) => valueOf(conversion, input));
	return activate(conversion, conversion.graph.node("Add", values), operator, 0);
};

const prelu: Add = (conversion, { inputs: [input, slope] }) => {
	const slopes = floatsOf(conversion, slope);
	const slopeValue = conversion.graph.constant(slopes, [slopes.length, 1, 1]);
	return conversion.graph.node("PRelu", [valueOf(conversion, input), slopeValue]);
};

const pad: Add = (conversion, { inputs: [input, paddings] }) => {
	const amounts = integersOf(conversion, paddings);
	const before = CHANNELS_FIRST.map((axis) => amounts[axis * 2] ?? 0);
	const after = CHANNELS_FIRST.map((axis) => amounts[axis * 2 + 1] ?? 0);
	const pads = conversion.graph.constant(toInt64([...before, ...after]), [8]);
	return conversion.graph.node("Pad", [valueOf(conversion, input), pads]);
};

const CHANNELS_FIRST = [0, 3, 1, 2] as const;

const logistic: Add = (conversion, { inputs }) =>
	conversion.graph.node("Sigmoid", [valueOf(conversion, inputs[0])]);

/** Only single values are reshaped, for which the order of the channels is none. */
const reshape: Add = (conversion, { inputs: [input, to] }) => {
	const [, ...rest] = integersOf(conversion, to);
	if (rest.some((length) => length !== 1)) throw new Error("Only single values can be reshaped.");
	const shape = conversion.graph.constant(toInt64([-1, ...rest]), [rest.length + 1]);
	return conversion.graph.node("Reshape", [valueOf(conversion, input), shape]);
};

/**
 * Adds a network of convolutions to a graph: tflite keeps channels last, here they come first as ONNX wants them.
 * The input is N × 3 × height × width; the answers are in the order of the network's outputs.
 */
export const addConvolutions = addOperators({
	add,
	convolve,
	convolveDepthwise,
	logistic,
	maxPool,
	pad,
	prelu,
	reshape,
});
