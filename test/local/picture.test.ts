import assert from "node:assert/strict";
import { toPicture } from "../../src/local/picture.ts";

const WIDTH = 8;
const HEIGHT = 4;

/** Red says the column, green the row, blue is 200; the last two columns and the last row are padding. */
const frame = () => {
	const planes = new Uint8Array(WIDTH * HEIGHT * 3);
	for (let i = 0; i < WIDTH * HEIGHT; i += 1) {
		planes[i] = Math.floor(i / WIDTH) * 10;
		planes[WIDTH * HEIGHT + i] = 200;
		planes[WIDTH * HEIGHT * 2 + i] = (i % WIDTH) * 20;
	}
	return {
		timestampMillis: 0,
		widthPx: 6,
		heightPx: 3,
		paddedWidthPx: WIDTH,
		paddedHeightPx: HEIGHT,
		planes,
	};
};
const identity = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };

describe("a piece of a picture", () => {
	it("has red, green and blue planes", () => {
		const piece = toPicture(frame()).cut(identity, 2, 2);
		assert.deepEqual([...piece], [0, 20, 0, 20, 0, 0, 10, 10, 200, 200, 200, 200]);
	});

	it("lies between pixels where the map says so", () => {
		const piece = toPicture(frame()).cut({ ...identity, c: 1.5, f: 0.5 }, 1, 1);
		assert.deepEqual([...piece], [30, 5, 200]);
	});

	it("is black outside the picture, padding included", () => {
		const piece = toPicture(frame()).cut({ ...identity, c: 5.5 }, 1, 1);
		assert.deepEqual([...piece], [0, 0, 0]);
		assert.deepEqual([...toPicture(frame()).cut({ ...identity, c: -3 }, 1, 1)], [0, 0, 0]);
	});
});
