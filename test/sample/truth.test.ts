import assert from "node:assert/strict";
import { iou } from "../../src/core/boxes.ts";
import { sampleSeconds, sceneAt } from "../../scripts/sample/scene.ts";
import { faceBox, trueFaces } from "../../scripts/sample/truth.ts";

const size = { widthPx: 640, heightPx: 360 };
const moments = Array.from({ length: sampleSeconds * 5 }, (_, i) => i / 5);

describe("the true faces of the sample", () => {
	it("lie in the picture", () => {
		for (const { BoundingBox: box } of moments.flatMap((at) => trueFaces(sceneAt(at), size))) {
			const { Left = -1, Top = -1, Width = 0, Height = 0 } = box;
			assert.ok(Left >= 0 && Top >= 0 && Width > 0 && Height > 0, JSON.stringify(box));
			assert.ok(Left + Width <= 1 + 1e-9 && Top + Height <= 1 + 1e-9, JSON.stringify(box));
		}
	});

	it("are one, two and three at times, of five people", () => {
		const frames = moments.map((at) =>
			trueFaces(sceneAt(at), size).filter((face) => !face.partial),
		);
		assert.deepEqual(
			[...new Set(frames.map((faces) => faces.length))].toSorted((a, b) => a - b),
			[1, 2, 3],
		);
		assert.equal(new Set(frames.flat().map((face) => face.identity)).size, 5);
	});

	it("never cover each other", () => {
		for (const at of moments) {
			const boxes = trueFaces(sceneAt(at), size).map((face) => face.BoundingBox);
			for (const [i, box] of boxes.entries()) {
				for (const other of boxes.slice(i + 1)) assert.equal(iou(box, other), 0, `at ${at} s`);
			}
		}
	});

	it("are partial where the edge of the picture cuts them", () => {
		const [first] = sceneAt(0);
		assert.ok(first);
		const { Width = 0 } = faceBox(first, size);
		const [whole] = trueFaces([{ ...first, at: [0.5, 0.4] }], size);
		const [half] = trueFaces([{ ...first, at: [0, 0.4] }], size);
		assert.equal(whole?.partial, undefined);
		assert.equal(half?.partial, true);
		assert.ok((half.BoundingBox.Width ?? 1) < 0.7 * Width);
		assert.deepEqual(trueFaces([{ ...first, at: [-1, 0.4] }], size), []);
	});
});
