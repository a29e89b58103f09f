import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { buildModels } from "../../models/build/buildModels.ts";
import { createOnnxGraph } from "../../models/build/onnxGraph.ts";
import type { OnnxGraph } from "../../models/build/onnxGraph.ts";
import { convolve, convolveDepthwise } from "../../models/build/tfjsLayers.ts";
import type { Feature } from "../../models/build/tfjsLayers.ts";
import { readTfjsWeights, toNumbers } from "../../models/build/tfjsWeights.ts";
import type { Weights } from "../../models/build/tfjsWeights.ts";
import { findModelEntry, readModelEntries } from "../../src/local/modelManifest.ts";

describe("buildModels", () => {
	let outDir: string;

	beforeEach(async () => {
		outDir = await mkdtemp(path.join(tmpdir(), "facereel-build-"));
	});

	afterEach(() => rm(outDir, { recursive: true }));

	it("builds the pinned bytes and nothing beside them", async () => {
		await buildModels({ outDir });
		const entries = readModelEntries().filter(({ source }) => source.type === "built");
		assert.deepEqual(
			(await readdir(outDir)).toSorted(),
			entries.map(({ file }) => file).toSorted(),
		);
		for (const { file, sha256 } of entries) {
			const bytes = await readFile(path.join(outDir, file));
			assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256);
		}
	});

	it("builds only what is missing or damaged", async () => {
		const built: string[] = [];
		const build = () => buildModels({ outDir, onProgress: (name) => void built.push(name) });
		await build();
		await build();
		assert.deepEqual(built, ["ssd", "landmarks68", "expression", "ageGender", "embedder"]);
		await writeFile(path.join(outDir, findModelEntry("expression").file), "damaged");
		await build();
		assert.deepEqual(built.slice(5), ["expression"]);
	});
});

describe("the weights of a tfjs network", () => {
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "facereel-weights-"));
		const weights = [
			{
				name: "a",
				shape: [2],
				dtype: "float32",
				quantization: { dtype: "uint8", scale: 0.5, min: -1 },
			},
			{ name: "b", shape: [1], dtype: "float32" },
		];
		await writeFile(
			path.join(folder, "net-weights_manifest.json"),
			JSON.stringify([{ paths: ["net.bin"], weights }]),
		);
	});

	afterEach(() => rm(folder, { recursive: true }));

	it("are bytes that stand for numbers, or plain floats", async () => {
		await writeFile(path.join(folder, "net.bin"), Buffer.from([0, 4, 0, 0, 0x20, 0x40]));
		const map = await readTfjsWeights(folder, "net");
		const [a, b] = ["a", "b"].map((name) => map.get(name));
		assert.ok(a && b);
		assert.deepEqual([toNumbers(a), toNumbers(b)], [[-1, 1], [2.5]]);
	});

	it("are refused when their manifest is another than expected", async () => {
		const manifest = path.join(folder, "net-weights_manifest.json");
		await writeFile(manifest, JSON.stringify([{ paths: ["a", "b"], weights: [] }]));
		await assert.rejects(readTfjsWeights(folder, "net"), /with one file was expected/u);
		await writeFile(manifest, JSON.stringify({ paths: ["a"] }));
		await assert.rejects(readTfjsWeights(folder, "net"), /lacks a list/u);
	});

	it("are refused when the file is too short or too long", async () => {
		await writeFile(path.join(folder, "net.bin"), Buffer.alloc(5));
		await assert.rejects(readTfjsWeights(folder, "net"), /end within b/u);
		await writeFile(path.join(folder, "net.bin"), Buffer.alloc(7));
		await assert.rejects(readTfjsWeights(folder, "net"), /1 bytes of weights are left/u);
	});
});

/** Uneven numbers that are the same in every run. */
const makeWeights = (shape: readonly number[], min = -1): Weights => {
	const length = shape.reduce((product, size) => product * size, 1);
	const values = Uint8Array.from({ length }, (_, index) => (index * 73 + 19) % 251);
	return { type: "uint8", shape, values, scale: 1 / 128, min };
};

interface Picture {
	readonly sizePx: number;
	readonly channels: number;
	readonly at: (y: number, x: number, channel: number) => number;
}

const makePicture = (sizePx: number, channels: number): Picture => ({
	sizePx,
	channels,
	at: (y, x, channel) => ((y * 31 + x * 17 + channel * 7) % 23) / 23,
});

/** TensorFlow's definition of "same": the output is ceil(size / stride), the larger half of the padding comes after. */
const convolveByHand = (
	picture: Picture,
	{ kernelPx, stride, outputs }: { kernelPx: number; stride: number; outputs: number },
	weightAt: (index: { y: number; x: number; input: number; output: number }) => number,
): number[] => {
	const { sizePx, channels, at } = picture;
	const outputPx = Math.ceil(sizePx / stride);
	const before = Math.floor(Math.max((outputPx - 1) * stride + kernelPx - sizePx, 0) / 2);
	const sums: number[] = [];
	for (let output = 0; output < outputs; output += 1)
		for (let row = 0; row < outputPx; row += 1)
			for (let column = 0; column < outputPx; column += 1) {
				let sum = 0;
				for (let y = 0; y < kernelPx; y += 1)
					for (let x = 0; x < kernelPx; x += 1)
						for (let input = 0; input < channels; input += 1) {
							const [pictureY, pictureX] = [
								row * stride + y - before,
								column * stride + x - before,
							];
							const inside =
								Math.min(pictureY, pictureX) >= 0 && Math.max(pictureY, pictureX) < sizePx;
							if (inside) sum += at(pictureY, pictureX, input) * weightAt({ y, x, input, output });
						}
				sums.push(sum);
			}
	return sums;
};

const runGraph = async (
	picture: Picture,
	add: (graph: OnnxGraph, input: Feature) => Feature,
): Promise<number[]> => {
	const { sizePx, channels, at } = picture;
	const graph = createOnnxGraph("test");
	graph.rename(add(graph, { value: "in", sizePx }).value, "out");
	const model = graph.toModel(
		[{ name: "in", type: "float32", shape: ["batch", channels, sizePx, sizePx] }],
		[{ name: "out", type: "float32", shape: ["batch", "channels", "height", "width"] }],
	);
	const values = Float32Array.from({ length: channels * sizePx * sizePx }, (_, index) =>
		at(Math.floor(index / sizePx) % sizePx, index % sizePx, Math.floor(index / (sizePx * sizePx))),
	);
	const session = await InferenceSession.create(model);
	const outputs = await session.run({
		in: new Tensor("float32", values, [1, channels, sizePx, sizePx]),
	});
	const data = outputs["out"]?.data;
	assert.ok(data instanceof Float32Array);
	return Array.from(data);
};

const assertClose = (actual: readonly number[], expected: readonly number[]): void => {
	assert.equal(actual.length, expected.length);
	for (const [index, value] of actual.entries())
		assert.ok(Math.abs(value - (expected[index] ?? NaN)) < 1e-4, `${index}: ${value}`);
};

describe("converted layers", () => {
	for (const [sizePx, kernelPx, stride] of [
		[7, 3, 1],
		[7, 3, 2],
		[8, 3, 2],
		[6, 1, 1],
		[8, 5, 2],
	] as const) {
		const what = `${kernelPx} × ${kernelPx} by steps of ${stride} on ${sizePx} × ${sizePx}`;

		it(`convolve as TensorFlow does, ${what}`, async () => {
			const [picture, outputs] = [makePicture(sizePx, 2), 3];
			const weights = makeWeights([kernelPx, kernelPx, 2, outputs]);
			const bias = makeWeights([outputs]);
			const [numbers, biases] = [toNumbers(weights), toNumbers(bias)];
			const sums = convolveByHand(picture, { kernelPx, stride, outputs }, (at) => {
				const index = ((at.y * kernelPx + at.x) * 2 + at.input) * outputs + at.output;
				return numbers[index] ?? NaN;
			});
			const area = sums.length / outputs;
			assertClose(
				await runGraph(picture, (graph, input) =>
					convolve(graph, input, { weights, bias, stride }),
				),
				sums.map((sum, index) => sum + (biases[Math.floor(index / area)] ?? NaN)),
			);
		});

		it(`convolve each channel for itself and normalize as TensorFlow does, ${what}`, async () => {
			const [picture, channels] = [makePicture(sizePx, 3), 3];
			const weights = makeWeights([kernelPx, kernelPx, channels, 1]);
			const numbers = toNumbers(weights);
			const normalization = {
				gamma: makeWeights([channels], 0.5),
				beta: makeWeights([channels], -0.5),
				mean: makeWeights([channels], -0.25),
				variance: makeWeights([channels], 0.125),
				epsilon: 0.001,
			};
			const sums = convolveByHand(picture, { kernelPx, stride, outputs: channels }, (at) => {
				const weight = numbers[(at.y * kernelPx + at.x) * channels + at.output] ?? NaN;
				return at.input === at.output ? weight : 0;
			});
			const area = sums.length / channels;
			const { gamma, beta, mean, variance, epsilon } = normalization;
			const of = (values: Weights, index: number) =>
				toNumbers(values)[Math.floor(index / area)] ?? NaN;
			assertClose(
				await runGraph(picture, (graph, input) =>
					convolveDepthwise(graph, input, { weights, normalization, stride }),
				),
				sums.map(
					(sum, index) =>
						((sum - of(mean, index)) / Math.sqrt(of(variance, index) + epsilon)) *
							of(gamma, index) +
						of(beta, index),
				),
			);
		});
	}
});
