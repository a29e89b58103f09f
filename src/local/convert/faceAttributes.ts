import { createOnnxGraph } from "./onnxGraph.ts";
import type { OnnxGraph, Value } from "./onnxGraph.ts";
import { toInt64 } from "./tensors.ts";
import { readMxnetParams } from "./mxnetParams.ts";
import type { MxnetParams } from "./mxnetParams.ts";

const INPUT_PX = 112;
/** MXNet's default, and the one the last layer was trained with. */
const EPSILON = 1e-3;
const LAST_EPSILON = 2e-5;

/** The groups of the last layer, in its order; each is a distribution of its own. */
const HEADS = [
	{ name: "gender", classes: 2 },
	{ name: "mask", classes: 2 },
	{ name: "glasses", classes: 3 },
	{ name: "mouth", classes: 3 },
	{ name: "eyes", classes: 3 },
] as const;
const CLASSES = 13;

interface Layer {
	readonly name: string;
	readonly stride?: number;
	readonly pad?: number;
	/** Layers that narrow the network down have none. */
	readonly slope?: false;
}

interface Network {
	readonly graph: OnnxGraph;
	readonly params: MxnetParams;
}

/** The eighth-width residual MobileNet for attributes of faces: the aligned face as bytes in, distributions out. */
export const toFaceAttributes = (file: Uint8Array): Uint8Array => {
	const network = { graph: createOnnxGraph("face_attributes"), params: readMxnetParams(file) };
	const { graph } = network;
	const scalar = (value: number) => graph.constant(Float32Array.of(value), []);
	const asFloat = graph.node("Cast", ["picture"], { to: 1 });
	const centred = graph.node("Sub", [asFloat, scalar(127.5)]);
	const last = addLayers(network, graph.node("Mul", [centred, scalar(1 / 128)]));
	const rows = graph.node("Reshape", [last, graph.constant(toInt64([-1, CLASSES]), [2])]);
	let from = 0;
	for (const { name, classes } of HEADS) {
		const bounds = [from, from + classes, 1].map((bound) => graph.constant(toInt64([bound]), [1]));
		const logits = graph.node("Slice", [rows, ...bounds]);
		graph.rename(graph.node("Softmax", [logits], { axis: 1 }), name);
		from += classes;
	}
	return graph.toModel(
		[{ name: "picture", type: "uint8", shape: ["faces", 3, INPUT_PX, INPUT_PX] }],
		HEADS.map(({ name, classes }) => ({ name, type: "float32", shape: ["faces", classes] })),
	);
};

const addLayers = (network: Network, input: Value): Value => {
	let value = addLayer(network, input, { name: "conv_1", stride: 2, pad: 1 });
	value = addLayer(network, value, { name: "conv_2_dw", pad: 1 });
	for (const [narrow, residual] of [
		["dconv_23", "res_3_block0"],
		["dconv_34", "res_4_block0"],
		["dconv_45", "res_5_block0"],
	] as const) {
		value = addBottleneck(network, value, { name: narrow, stride: 2 });
		const detour = addBottleneck(network, value, { name: residual, stride: 1 });
		value = network.graph.node("Add", [detour, value]);
	}
	value = addLayer(network, value, { name: "conv_6sep" });
	value = addLayer(network, value, { name: "conv_6dw7_7", slope: false });
	return addLastLayer(network, value);
};

const addBottleneck = (
	network: Network,
	input: Value,
	{ name, stride }: { readonly name: string; readonly stride: number },
): Value => {
	const wide = addLayer(network, input, { name: `${name}_conv_sep` });
	const deep = addLayer(network, wide, { name: `${name}_conv_dw`, stride, pad: 1 });
	return addLayer(network, deep, { name: `${name}_conv_proj`, slope: false });
};

/** A convolution with its normalization folded in, and the slope for what is negative. */
const addLayer = ({ graph, params }: Network, input: Value, layer: Layer): Value => {
	const { name, stride = 1, pad = 0, slope = true } = layer;
	const { shape, values } = arrayOf(params, `arg:${name}_conv2d_weight`);
	const [outputs = 0, inputs = 0, size = 0] = shape;
	const factors = factorsOf(params, `${name}_batchnorm`, EPSILON);
	const weights = values.map(
		(value, i) => value * (factors.scale[Math.floor((i * outputs) / values.length)] ?? NaN),
	);
	const value = graph.node(
		"Conv",
		[input, graph.constant(weights, shape), graph.constant(factors.offset, [outputs])],
		{
			group: groupsOf(name, inputs, outputs),
			kernel_shape: [size, size],
			pads: [pad, pad, pad, pad],
			strides: [stride, stride],
		},
	);
	if (!slope) return value;
	const slopes = arrayOf(params, `arg:${name}_relu_gamma`).values;
	return graph.node("PRelu", [value, graph.constant(slopes, [slopes.length, 1, 1])]);
};

/** The first depthwise layer makes two channels of each; the others keep their number. */
const groupsOf = (name: string, inputs: number, outputs: number): number => {
	if (inputs > 1) return 1;
	return name === "conv_2_dw" ? outputs / 2 : outputs;
};

/** A fully connected layer on one cell, that is a convolution of one cell; its normalization has no factors. */
const addLastLayer = ({ graph, params }: Network, input: Value): Value => {
	const { shape, values } = arrayOf(params, "arg:pre_fc1_weight");
	const [outputs = 0, inputs = 0] = shape;
	const bias = arrayOf(params, "arg:pre_fc1_bias").values;
	const { scale, offset } = factorsOf(params, "fc1", LAST_EPSILON);
	const weights = values.map((value, i) => value * (scale[Math.floor(i / inputs)] ?? NaN));
	const offsets = offset.map((value, i) => value + (bias[i] ?? NaN) * (scale[i] ?? NaN));
	return graph.node("Conv", [
		input,
		graph.constant(weights, [outputs, inputs, 1, 1]),
		graph.constant(offsets, [outputs]),
	]);
};

const factorsOf = (params: MxnetParams, name: string, epsilon: number) => {
	const mean = arrayOf(params, `aux:${name}_moving_mean`).values;
	const gamma = arrayOf(params, `arg:${name}_gamma`).values;
	const beta = arrayOf(params, `arg:${name}_beta`).values;
	const scale = arrayOf(params, `aux:${name}_moving_var`).values.map((variance, i) => {
		const factor = name === "fc1" ? 1 : (gamma[i] ?? NaN);
		return factor / Math.sqrt(variance + epsilon);
	});
	return { scale, offset: beta.map((value, i) => value - (mean[i] ?? NaN) * (scale[i] ?? NaN)) };
};

const arrayOf = (params: MxnetParams, name: string) => {
	const array = params.get(name);
	if (array === undefined) throw new Error(`The network has no ${name}.`);
	return array;
};
