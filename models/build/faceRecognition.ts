import { activate, add, addFaces, averageAll, connectFully, declareFaces } from "./faceLayers.ts";
import { createOnnxGraph } from "./onnxGraph.ts";
import type { OnnxGraph } from "./onnxGraph.ts";
import { addWeights, convolve, pool } from "./tfjsLayers.ts";
import type { Feature } from "./tfjsLayers.ts";
import { weightsOf } from "./tfjsWeights.ts";
import type { WeightMap, Weights } from "./tfjsWeights.ts";

const INPUT_PX = 150;
const RESIDUALS = [
	"conv32_1",
	"conv32_2",
	"conv32_3",
	"conv64_down",
	"conv64_1",
	"conv64_2",
	"conv64_3",
	"conv128_down",
	"conv128_1",
	"conv128_2",
	"conv256_down",
	"conv256_1",
	"conv256_2",
	"conv256_down_out",
];

/** dlib's ResNet as face-api has it: faces as bytes in, 128 numbers each out. */
export const toFaceRecognition = (weights: WeightMap): Uint8Array => {
	const graph = createOnnxGraph("face_recognition");
	let feature = addScaledConvolution(graph, weights, {
		feature: addFaces(graph, INPUT_PX),
		path: "conv32_down",
		halves: true,
	});
	feature = activate(graph, feature);
	feature = pool(graph, "MaxPool", feature, { kernelPx: 3, stride: 2, padding: "valid" });
	for (const path of RESIDUALS) feature = addResidual(graph, weights, { feature, path });
	const embedding = connectFully(graph, averageAll(graph, feature), {
		weights: weightsOf(weights, "fc"),
	});
	graph.rename(embedding, "embedding");
	return graph.toModel(
		[declareFaces(INPUT_PX)],
		[{ name: "embedding", type: "float32", shape: ["batch", 128] }],
	);
};

const addResidual = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, path }: { feature: Feature; path: string },
): Feature => {
	const halves = path.includes("_down");
	const convolve1 = { feature, path: `${path}/conv1`, halves };
	const first = activate(graph, addScaledConvolution(graph, weights, convolve1));
	const second = addScaledConvolution(graph, weights, { feature: first, path: `${path}/conv2` });
	if (!halves) return activate(graph, add(graph, second, feature));
	const filters = weightsOf(weights, `${path}/conv1/conv/filters`);
	const shortcut = pool(graph, "AveragePool", feature, {
		kernelPx: 2,
		stride: 2,
		padding: "valid",
	});
	const [inputs = 0, outputs = 0] = filters.shape.slice(2);
	const widened = pad(graph, shortcut, { channels: outputs - inputs });
	const grown = pad(graph, second, { pixels: shortcut.sizePx - second.sizePx });
	return activate(graph, add(graph, widened, grown));
};

const addScaledConvolution = (
	graph: OnnxGraph,
	weights: WeightMap,
	{ feature, path, halves = false }: { feature: Feature; path: string; halves?: boolean },
): Feature => {
	const { value, sizePx } = convolve(graph, feature, {
		weights: weightsOf(weights, `${path}/conv/filters`),
		bias: weightsOf(weights, `${path}/conv/bias`),
		...(halves ? { stride: 2, padding: "valid" } : {}),
	});
	const toChannels = (name: string) =>
		addWeights(graph, asChannels(weightsOf(weights, `${path}/scale/${name}`)));
	const scaled = graph.node("Mul", [value, toChannels("weights")]);
	return { value: graph.node("Add", [scaled, toChannels("biases")]), sizePx };
};

const asChannels = (weights: Weights): Weights => ({
	...weights,
	shape: [1, weights.shape[0] ?? 0, 1, 1],
});

/** Zeros behind the last channel, and right of and below the last pixel. */
const pad = (
	graph: OnnxGraph,
	{ value, sizePx }: Feature,
	{ channels = 0, pixels = 0 }: { channels?: number; pixels?: number },
): Feature => {
	if (channels === 0 && pixels === 0) return { value, sizePx };
	const pads = BigInt64Array.from([0, 0, 0, 0, 0, channels, pixels, pixels], BigInt);
	return {
		value: graph.node("Pad", [value, graph.constant(pads, [8])]),
		sizePx: sizePx + pixels,
	};
};
