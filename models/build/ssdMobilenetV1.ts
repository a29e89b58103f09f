import { createOnnxGraph } from "./onnxGraph.ts";
import type { OnnxGraph, Value } from "./onnxGraph.ts";
import { clipTo6, convolve, convolveDepthwise, takeColumns, toRows } from "./tfjsLayers.ts";
import type { Feature } from "./tfjsLayers.ts";
import { toNumbers, weightsOf } from "./tfjsWeights.ts";
import type { WeightMap } from "./tfjsWeights.ts";

const INPUT_PX = 512;
const PAIRS = 13;
const STRIDE_2_PAIRS = [2, 4, 6, 12];
const EXTRA_STAGES = 4;
const NORMALIZATION_EPSILON = 0.0010000000474974513;
const CLASSES = 3;
const FACE_CLASS = 1;
const BOX_VALUES = 4;
/** The variances the network was trained with: its offsets are in tenths, its log sizes in fifths. */
const OFFSET_DIVISOR = 10;
const SIZE_DIVISOR = 5;

/** face-api's SSD MobileNet v1: the picture as bytes in, boxes (y0, x0, y1, x1 as ratios) and scores out. */
export const toSsdMobilenetV1 = (weights: WeightMap): Uint8Array => {
	const graph = createOnnxGraph("ssd_mobilenetv1");
	const features = [...addBackbone(graph, weights, addInput(graph))];
	const boxes = features.map((feature, index) =>
		toRows(
			graph,
			addPredictor(graph, weights, { feature, path: `${index}/BoxEncodingPredictor` }),
			BOX_VALUES,
		),
	);
	const classes = features.map((feature, index) =>
		toRows(
			graph,
			addPredictor(graph, weights, { feature, path: `${index}/ClassPredictor` }),
			CLASSES,
		),
	);
	const anchors = weightsOf(weights, "Output/extra_dim");
	const rows = anchors.shape[1] ?? 0;
	graph.rename(
		addDecodedBoxes(graph, graph.node("Concat", boxes, { axis: 1 }), toNumbers(anchors)),
		"boxes",
	);
	graph.rename(addScores(graph, graph.node("Concat", classes, { axis: 1 })), "scores");
	return graph.toModel(
		[{ name: "picture", type: "uint8", shape: ["batch", 3, INPUT_PX, INPUT_PX] }],
		[
			{ name: "boxes", type: "float32", shape: ["batch", rows, BOX_VALUES] },
			{ name: "scores", type: "float32", shape: ["batch", rows, 1] },
		],
	);
};

const addInput = (graph: OnnxGraph): Feature => {
	const picture = graph.node("Cast", ["picture"], { to: 1 });
	const scaled = graph.node("Div", [picture, addNumber(graph, 127.5)]);
	return { value: graph.node("Sub", [scaled, addNumber(graph, 1)]), sizePx: INPUT_PX };
};

/** The six features that faces are looked for in, from fine to coarse. */
function* addBackbone(graph: OnnxGraph, weights: WeightMap, input: Feature): Generator<Feature> {
	const pointwise = (feature: Feature, path: string, stride: number): Feature =>
		clipTo6(
			graph,
			convolve(graph, feature, {
				weights: weightsOf(weights, `${path}/weights`),
				bias: weightsOf(weights, `${path}/convolution_bn_offset`),
				stride,
			}),
		);
	let feature = pointwise(input, "MobilenetV1/Conv2d_0_pointwise", 2);
	for (let pair = 1; pair <= PAIRS; pair += 1) {
		feature = addDepthwise(graph, weights, { feature, pair });
		feature = pointwise(feature, `MobilenetV1/Conv2d_${pair}_pointwise`, 1);
		if (pair === 11 || pair === PAIRS) yield feature;
	}
	for (let stage = 0; stage < EXTRA_STAGES; stage += 1) {
		feature = pointwise(feature, `Prediction/Conv2d_${stage * 2}_pointwise`, 1);
		feature = pointwise(feature, `Prediction/Conv2d_${stage * 2 + 1}_pointwise`, 2);
		yield feature;
	}
}

const addDepthwise = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, pair }: { feature: Feature; pair: number },
): Feature => {
	const path = `MobilenetV1/Conv2d_${pair}_depthwise`;
	return clipTo6(
		graph,
		convolveDepthwise(graph, feature, {
			weights: weightsOf(weights, `${path}/depthwise_weights`),
			normalization: {
				gamma: weightsOf(weights, `${path}/BatchNorm/gamma`),
				beta: weightsOf(weights, `${path}/BatchNorm/beta`),
				mean: weightsOf(weights, `${path}/BatchNorm/moving_mean`),
				variance: weightsOf(weights, `${path}/BatchNorm/moving_variance`),
				epsilon: NORMALIZATION_EPSILON,
			},
			stride: STRIDE_2_PAIRS.includes(pair) ? 2 : 1,
		}),
	);
};

const addPredictor = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, path }: { feature: Feature; path: string },
): Feature =>
	convolve(graph, feature, {
		weights: weightsOf(weights, `Prediction/BoxPredictor_${path}/weights`),
		bias: weightsOf(weights, `Prediction/BoxPredictor_${path}/biases`),
	});

const addScores = (graph: OnnxGraph, classes: Value): Value =>
	graph.node("Sigmoid", [takeColumns(graph, classes, [FACE_CLASS, FACE_CLASS + 1])]);

/** Anchors and boxes are y0, x0, y1, x1; encodings are y, x, log height, log width. */
const addDecodedBoxes = (graph: OnnxGraph, encodings: Value, anchors: readonly number[]): Value => {
	const rows = anchors.length / BOX_VALUES;
	const starts = anchors.filter((_, index) => index % BOX_VALUES < 2);
	const ends = anchors.filter((_, index) => index % BOX_VALUES >= 2);
	const addPairs = (toPair: (start: number, end: number) => number) =>
		graph.constant(
			Float32Array.from(starts, (start, index) => toPair(start, ends[index] ?? 0)),
			[1, rows, 2],
		);
	const sizes = addPairs((start, end) => end - start);
	const centers = addPairs((start, end) => (start + end) / 2);
	const offsets = takeColumns(graph, encodings, [0, 2]);
	const logSizes = takeColumns(graph, encodings, [2, BOX_VALUES]);
	const moved = graph.node("Div", [offsets, addNumber(graph, OFFSET_DIVISOR)]);
	const center = graph.node("Add", [graph.node("Mul", [moved, sizes]), centers]);
	const grown = graph.node("Exp", [graph.node("Div", [logSizes, addNumber(graph, SIZE_DIVISOR)])]);
	const half = graph.node("Div", [graph.node("Mul", [grown, sizes]), addNumber(graph, 2)]);
	return graph.node(
		"Concat",
		[graph.node("Sub", [center, half]), graph.node("Add", [center, half])],
		{ axis: 2 },
	);
};

const addNumber = (graph: OnnxGraph, value: number): Value =>
	graph.constant(Float32Array.of(value), []);
