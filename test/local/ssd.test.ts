import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildModels } from "../../models/build/buildModels.ts";
import { createOnnxGraph } from "../../models/build/onnxGraph.ts";
import { createDetector } from "../../src/local/createDetector.ts";
import type { Detector } from "../../src/local/detector.ts";
import { chooseDetector } from "../../src/local/models.ts";
import { createSsd } from "../../src/local/ssd.ts";
import { drawFrame, place } from "./drawnFrame.ts";

const AREA = 512 * 512;

/** A network of the SSD's form that sees one face, at a place of its own, as surely as the first channel is light. */
const makeRedNetwork = (): Uint8Array => {
	const graph = createOnnxGraph("red");
	const index = (...values: number[]) =>
		graph.constant(BigInt64Array.from(values, BigInt), [values.length]);
	const first = graph.node("Slice", ["picture", index(0), index(1), index(1)]);
	const lightest = graph.node("ReduceMax", [graph.node("Cast", [first], { to: 1 })]);
	const ratio = graph.node("Div", [lightest, graph.constant(Float32Array.of(255), [])]);
	graph.rename(graph.node("Reshape", [ratio, index(1, 1, 1)]), "scores");
	graph.rename(graph.constant(Float32Array.of(-0.125, 0.125, 0.25, 0.5), [1, 1, 4]), "boxes");
	return graph.toModel(
		[{ name: "picture", type: "uint8", shape: [1, 3, 512, 512] }],
		[
			{ name: "boxes", type: "float32", shape: [1, 1, 4] },
			{ name: "scores", type: "float32", shape: [1, 1, 1] },
		],
	);
};

describe("SSD around its network", () => {
	let detector: Detector;

	before(async () => {
		detector = await createSsd(makeRedNetwork());
	});

	const sizeFor = (widthPx: number, heightPx: number) => {
		const size = detector.toFrameSize({ widthPx, heightPx });
		assert.deepEqual([size.paddedWidthPx, size.paddedHeightPx], [512, 512]);
		return [size.widthPx, size.heightPx];
	};

	it("fits every picture into 512 × 512 at the top left", () => {
		assert.deepEqual(sizeFor(1920, 1080), [512, 288]);
		assert.deepEqual(sizeFor(120, 160), [384, 512]);
		assert.deepEqual(sizeFor(4000, 2), [512, 1]);
	});

	const detectLight = (plane: number, light: number) => {
		const planes = new Uint8Array(3 * AREA);
		planes[plane * AREA] = light;
		const size = detector.toFrameSize({ widthPx: 1024, heightPx: 512 });
		return detector.detect({ ...size, timestampMillis: 0, planes });
	};

	it("gives boxes in ratios of the picture without its padding, not clamped, and no landmarks", async () => {
		assert.deepEqual(await detectLight(2, 255), [
			{ BoundingBox: { Left: 0.125, Top: -0.25, Width: 0.375, Height: 0.75 }, Confidence: 100 },
		]);
	});

	it("hands red to the first channel", async () => {
		assert.deepEqual(await detectLight(0, 255), []);
		assert.deepEqual(await detectLight(1, 255), []);
	});

	it("leaves out what it is not sure of", async () => {
		assert.equal((await detectLight(2, 103)).length, 1);
		assert.equal((await detectLight(2, 101)).length, 0);
	});
});

describe("SSD with its network", () => {
	let folder: string;
	let detector: Detector;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "facereel-ssd-"));
		await buildModels({ outDir: folder });
		detector = await createDetector(
			await chooseDetector("ssd", { folders: [folder], cacheDir: folder }),
		);
	});

	after(() => rm(folder, { recursive: true }));

	it("bears the manifest's name", () => {
		assert.equal(detector.modelName, "ssd");
	});

	it("finds no face in an empty room", async () => {
		assert.deepEqual(await detector.detect(drawFrame(detector, [])), []);
	});

	it("finds each of two drawn faces", async () => {
		const shown = [place("ada", [0.25, 0.4], 0.4), place("esi", [0.7, 0.45], 0.3)];
		const found = await detector.detect(drawFrame(detector, shown));
		const faces = found.toSorted(
			(one, other) => (one.BoundingBox?.Left ?? 0) - (other.BoundingBox?.Left ?? 0),
		);
		assert.equal(faces.length, 2);
		for (const [index, { at }] of shown.entries()) {
			const { Left = 0, Top = 0, Width = 0, Height = 0 } = faces[index]?.BoundingBox ?? {};
			assert.ok(Math.abs(Left + Width / 2 - at[0]) < 0.03);
			assert.ok(Math.abs(Top + Height / 2 - at[1]) < 0.06);
		}
	});
});
