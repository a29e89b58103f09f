import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { buildModels } from "../../models/build/buildModels.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { openFaceApi } from "./faceApi.ts";
import type { FaceApi, FaceApiNetwork } from "./faceApi.ts";

interface Case {
	readonly name: string;
	readonly network: FaceApiNetwork;
	readonly sizePx: number;
	readonly numbers: number;
}

const CASES: readonly Case[] = [
	{ name: "landmarks68", network: "faceLandmark68Net", sizePx: 112, numbers: 136 },
	{ name: "expression", network: "faceExpressionNet", sizePx: 112, numbers: 7 },
	{ name: "ageGender", network: "ageGenderNet", sizePx: 112, numbers: 3 },
	{ name: "embedder", network: "faceRecognitionNet", sizePx: 150, numbers: 128 },
];

/** Uneven colours that are the same in every run: waves of another width and direction for each variant. */
const colorAt = (variant: number, x: number, y: number, channel: number): number =>
	Math.round(
		127.5 * (1 + Math.sin((x * (variant + 2)) / 19 + channel) * Math.cos((y * 3) / (variant + 11))),
	);

const toPlanes = (variants: readonly number[], sizePx: number): Tensor => {
	const area = sizePx * sizePx;
	const bytes = Uint8Array.from({ length: variants.length * 3 * area }, (_, index) => {
		const channel = Math.floor(index / area) % 3;
		const variant = variants[Math.floor(index / (3 * area))] ?? NaN;
		return colorAt(variant, index % sizePx, Math.floor(index / sizePx) % sizePx, channel);
	});
	return new Tensor("uint8", bytes, [variants.length, 3, sizePx, sizePx]);
};

const toPixels = (variant: number, sizePx: number): readonly number[] =>
	Array.from({ length: sizePx * sizePx * 3 }, (_, index) => {
		const pixel = Math.floor(index / 3);
		return colorAt(variant, pixel % sizePx, Math.floor(pixel / sizePx), index % 3);
	});

const assertClose = (found: readonly number[], expected: readonly number[]): void => {
	assert.equal(found.length, expected.length);
	for (const [index, value] of found.entries()) {
		const difference = Math.abs(value - (expected[index] ?? NaN));
		assert.ok(difference < 1e-4, `${index}: ${value} instead of ${expected[index]}`);
	}
};

describe("the networks built from face-api", () => {
	let folder: string;
	let askFaceApi: FaceApi;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "facereel-networks-"));
		await buildModels({ outDir: folder });
		askFaceApi = await openFaceApi();
	});

	after(() => rm(folder, { recursive: true }));

	for (const { name, network, sizePx, numbers } of CASES) {
		const ask = async (variants: readonly number[]): Promise<readonly number[]> => {
			const model = await readFile(path.join(folder, findModelEntry(name).file));
			const session = await InferenceSession.create(model);
			const outputs = await session.run({ faces: toPlanes(variants, sizePx) });
			const data = outputs[session.outputNames[0] ?? ""]?.data;
			assert.ok(data instanceof Float32Array);
			return [...data];
		};

		it(`answer as face-api itself: ${name}`, async () => {
			const { source } = findModelEntry(name);
			assert.equal(source.type, "built");
			const picture = { rgb: toPixels(1, sizePx), sizePx };
			const expected = await askFaceApi(network, path.basename(source.network), picture);
			assert.equal(expected.length, numbers);
			assertClose(await ask([1]), expected);
		});

		it(`answer for each of several faces as for one alone: ${name}`, async () => {
			const [first, second, third] = await Promise.all([ask([1]), ask([2]), ask([3])]);
			assert.notDeepEqual(first, second);
			assertClose(await ask([1, 2, 3]), [...first, ...second, ...third]);
		});
	}
});
