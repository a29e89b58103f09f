import assert from "node:assert/strict";
import { createOnnxGraph } from "../../models/build/onnxGraph.ts";
import type { Detector } from "../../src/local/detector.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { findModel } from "../../src/local/models.ts";
import { createYunet } from "../../src/local/yunet.ts";
import { drawFrame, place } from "./drawnFrame.ts";

const SIZE_PX = 64;

const declare = (name: string, shape: number[]) => ({ name, type: "float32" as const, shape });

/** A network of YuNet's form that sees a face of one stride wherever the first channel has light. */
const makeBlueNetwork = (): Uint8Array => {
	const graph = createOnnxGraph("blue");
	const index = (...values: number[]) =>
		graph.constant(BigInt64Array.from(values, BigInt), [values.length]);
	const first = graph.node("Slice", ["input", index(0), index(1), index(1)]);
	const cells = graph.node("MaxPool", [first], { kernel_shape: [8, 8], strides: [8, 8] });
	const lights = graph.node("Div", [cells, graph.constant(Float32Array.of(255), [])]);
	const outputs = [8, 16, 32].flatMap((stride) => {
		const rows = (SIZE_PX / stride) ** 2;
		const zeros = (columns: number) =>
			graph.constant(new Float32Array(rows * columns), [1, rows, columns]);
		const scores = stride === 8 ? graph.node("Reshape", [lights, index(1, -1, 1)]) : zeros(1);
		const ones = graph.constant(new Float32Array(rows).fill(1), [1, rows, 1]);
		const points = Float32Array.from({ length: rows * 10 }, (_, at) => (at % 10) / 8);
		graph.rename(scores, `cls_${stride}`);
		graph.rename(ones, `obj_${stride}`);
		graph.rename(zeros(4), `bbox_${stride}`);
		graph.rename(graph.constant(points, [1, rows, 10]), `kps_${stride}`);
		return [
			declare(`cls_${stride}`, [1, rows, 1]),
			declare(`obj_${stride}`, [1, rows, 1]),
			declare(`bbox_${stride}`, [1, rows, 4]),
			declare(`kps_${stride}`, [1, rows, 10]),
		];
	});
	return graph.toModel([declare("input", [1, 3, SIZE_PX, SIZE_PX])], outputs);
};

describe("YuNet around its network", () => {
	let detector: Detector;

	before(async () => {
		detector = await createYunet(makeBlueNetwork());
	});

	it("asks for 640 pixels on the long side, on a grid of 32", () => {
		assert.deepEqual(detector.toFrameSize({ widthPx: 1920, heightPx: 1080 }), {
			widthPx: 640,
			heightPx: 360,
			paddedWidthPx: 640,
			paddedHeightPx: 384,
		});
		assert.deepEqual(detector.toFrameSize({ widthPx: 1080, heightPx: 1920 }), {
			widthPx: 360,
			heightPx: 640,
			paddedWidthPx: 384,
			paddedHeightPx: 640,
		});
	});

	it("enlarges small pictures no more than twice and keeps a pixel of the thinnest", () => {
		const small = detector.toFrameSize({ widthPx: 160, heightPx: 120 });
		assert.deepEqual([small.widthPx, small.heightPx], [320, 240]);
		assert.equal(detector.toFrameSize({ widthPx: 400, heightPx: 300 }).widthPx, 640);
		assert.equal(detector.toFrameSize({ widthPx: 4000, heightPx: 2 }).heightPx, 1);
	});

	const detectLight = (plane: number, light = 255) => {
		const planes = new Uint8Array(3 * SIZE_PX * SIZE_PX);
		// In the cell of the fourth column and third row, where planes are green, blue, red.
		planes[plane * SIZE_PX * SIZE_PX + 17 * SIZE_PX + 26] = light;
		return detector.detect({
			widthPx: 64,
			heightPx: 32,
			paddedWidthPx: SIZE_PX,
			paddedHeightPx: SIZE_PX,
			timestampMillis: 0,
			planes,
		});
	};

	it("places a face by its cell, in ratios of the picture without its padding", async () => {
		const [face, ...others] = await detectLight(1);
		assert.deepEqual(others, []);
		assert.deepEqual(face?.BoundingBox, {
			Left: 20 / 64,
			Top: 12 / 32,
			Width: 8 / 64,
			Height: 8 / 32,
		});
		assert.equal(face?.Confidence, 100);
	});

	it("names landmarks as they lie in the picture, not as the subject has them", async () => {
		const [face] = await detectLight(1);
		assert.deepEqual(
			face?.Landmarks?.map(({ Type, X = 0, Y = 0 }) => [Type, X * 64 - 24, Y * 32 - 16]),
			[
				["eyeLeft", 0, 1],
				["eyeRight", 2, 3],
				["nose", 4, 5],
				["mouthLeft", 6, 7],
				["mouthRight", 8, 9],
			],
		);
	});

	it("is as sure as the geometric mean of its two scores, and silent below 60", async () => {
		const [face] = await detectLight(1, 102);
		assert.ok(Math.abs((face?.Confidence ?? 0) - 100 * Math.sqrt(0.4)) < 1e-3);
		assert.deepEqual(await detectLight(1, 91), []);
	});

	it("hands blue to the first channel", async () => {
		assert.equal((await detectLight(0)).length, 0);
		assert.equal((await detectLight(2)).length, 0);
	});
});

describe("YuNet with its network (needs FACEREEL_MODELS)", () => {
	let detector: Detector;

	before(async function () {
		const folder = process.env["FACEREEL_MODELS"];
		if (!folder) return this.skip();
		const { bytes, refusals } = await findModel(findModelEntry("yunet"), [folder]);
		assert.ok(bytes, `FACEREEL_MODELS has no YuNet. ${refusals.join(" ")}`);
		detector = await createYunet(bytes);
	});

	it("finds no face in an empty room", async () => {
		assert.deepEqual(await detector.detect(drawFrame(detector, [])), []);
	});

	it("finds each of two drawn faces, with its landmarks in place", async () => {
		const shown = [place("ada", [0.25, 0.4], 0.4), place("esi", [0.7, 0.45], 0.3)];
		const found = await detector.detect(drawFrame(detector, shown));
		const faces = found.toSorted(
			(one, other) => (one.BoundingBox?.Left ?? 0) - (other.BoundingBox?.Left ?? 0),
		);
		assert.equal(faces.length, 2);
		for (const [index, { at }] of shown.entries()) {
			const { BoundingBox: box, Landmarks = [], Confidence = 0 } = faces[index] ?? {};
			assert.ok(Confidence > 80);
			const { Left = 0, Top = 0, Width = 0, Height = 0 } = box ?? {};
			assert.ok(Math.abs(Left + Width / 2 - at[0]) < 0.03);
			assert.ok(Math.abs(Top + Height / 2 - at[1]) < 0.06);
			const [eyeLeft, eyeRight, nose, mouthLeft, mouthRight] = Landmarks.map(
				({ X = 0, Y = 0 }) => ({ X, Y }),
			);
			assert.ok(eyeLeft && eyeRight && nose && mouthLeft && mouthRight);
			assert.ok(eyeLeft.X < nose.X && nose.X < eyeRight.X);
			assert.ok(mouthLeft.X < nose.X && nose.X < mouthRight.X);
			assert.ok(eyeLeft.Y < nose.Y && nose.Y < mouthLeft.Y);
			assert.ok(eyeRight.Y < nose.Y && nose.Y < mouthRight.Y);
		}
	});

	it("does not clamp the box of a face that the edge cuts", async () => {
		const faces = await detector.detect(drawFrame(detector, [place("bruno", [0, 0.4], 0.5)]));
		assert.equal(faces.length, 1);
		assert.ok((faces[0]?.BoundingBox?.Left ?? 0) < 0);
	});

	it("answers calls made at the same time as it answers them one by one", async () => {
		const frames = [[], [place("dev", [0.5, 0.4], 0.4)]].map((shown) => drawFrame(detector, shown));
		const counts = await Promise.all(
			frames.map(async (frame) => (await detector.detect(frame)).length),
		);
		assert.deepEqual(counts, [0, 1]);
	});
});
