import assert from "node:assert/strict";
import { applyAffine } from "../../src/core/affine.ts";
import type { Point } from "../../src/core/affine.ts";
import {
	EMBEDDING_CROP_PX,
	FACE_CROP_PX,
	toAttributesCrop,
	toEmbeddingCrop,
	toFaceApiCrop,
	toLandmarksCrop,
} from "../../src/core/faceCrops.ts";
import type { FaceCrop } from "../../src/core/faceCrops.ts";
import { makeSixtyEightPoints } from "./sixtyEightPoints.ts";

const assertNear = (found: Point, expected: Point): void => {
	const text = `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
	assert.ok(Math.hypot(found.x - expected.x, found.y - expected.y) < 1e-6, text);
};

/** The point of the picture that a ratio of the piece shows. */
const shownAt = ({ toPicture }: FaceCrop, sizePx: number, x: number, y: number): Point =>
	applyAffine(toPicture, { x: x * sizePx, y: y * sizePx });

describe("a piece as face-api cuts it", () => {
	it("has the rectangle in its middle, from top to bottom if that is higher than wide", () => {
		const crop = toFaceApiCrop({ left: 20, top: 10, right: 50, bottom: 70 }, 112);
		assertNear(shownAt(crop, 112, 0.5, 0), { x: 35, y: 10 });
		assertNear(shownAt(crop, 112, 0.5, 1), { x: 35, y: 70 });
		assert.deepEqual([crop.barXPx, crop.barYPx], [28, 0]);
		assertNear(shownAt(crop, 112, 0.25, 0.5), { x: 20, y: 40 });
	});

	it("has bars above and below a rectangle wider than high", () => {
		const crop = toFaceApiCrop({ left: 0, top: 0, right: 100, bottom: 50 }, 100);
		assert.deepEqual([crop.barXPx, crop.barYPx], [0, 25]);
		assertNear(shownAt(crop, 100, 0, 0.25), { x: 0, y: 0 });
	});

	it("shows something finite of a rectangle without size", () => {
		const { toPicture } = toFaceApiCrop({ left: 5, top: 5, right: 5, bottom: 5 }, 112);
		assert.ok(Object.values(toPicture).every(Number.isFinite));
	});
});

describe("the piece for landmarks", () => {
	it("shows the face's box, given in ratios of the picture", () => {
		const box = { Left: 0.25, Top: 0.5, Width: 0.25, Height: 0.5 };
		const crop = toLandmarksCrop(box, { widthPx: 400, heightPx: 200 });
		assertNear(shownAt(crop, FACE_CROP_PX, 0, 0), { x: 100, y: 100 });
		assertNear(shownAt(crop, FACE_CROP_PX, 1, 1), { x: 200, y: 200 });
	});
});

const SIZE = { widthPx: 400, heightPx: 400 };

/** Turned clockwise on the screen about the middle of the picture. */
const turn = (points: readonly Point[], degrees: number): readonly Point[] => {
	const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
	return points.map(({ x, y }) => ({
		x: 0.5 + cos * (x - 0.5) - sin * (y - 0.5),
		y: 0.5 + sin * (x - 0.5) + cos * (y - 0.5),
	}));
};

describe("the piece for expressions, age and gender", () => {
	it("is the box around the points with a tenth of it at each side", () => {
		const crop = toAttributesCrop(makeSixtyEightPoints(), SIZE);
		const height = 400 * (0.9 - 0.31);
		assertNear(shownAt(crop, FACE_CROP_PX, 0.5, 0), { x: 200, y: 124 - height / 10 });
		assertNear(shownAt(crop, FACE_CROP_PX, 0.5, 1), { x: 200, y: 360 + height / 10 });
		const width = 400 * 0.5;
		const bar = crop.barXPx / FACE_CROP_PX;
		assertNear(shownAt(crop, FACE_CROP_PX, bar, 1), {
			x: 100 - width / 10,
			y: 360 + height / 10,
		});
	});
});

describe("the piece for embeddings", () => {
	it("has the middle of eyes and mouth at its place and size after their distance", () => {
		const crop = toEmbeddingCrop(makeSixtyEightPoints(), SIZE);
		const middle = { x: 200, y: (400 * (0.42 + 0.42 + 0.74)) / 3 };
		assertNear(shownAt(crop, EMBEDDING_CROP_PX, 0.5, 0.43), middle);
		const size = (400 * Math.hypot(0.14, 0.32)) / 0.45;
		assertNear(shownAt(crop, EMBEDDING_CROP_PX, 0, 0.43), { x: 200 - size / 2, y: middle.y });
	});
});

describe("a leaning head", () => {
	it("shows in its pieces as if it were upright", () => {
		for (const toCrop of [toAttributesCrop, toEmbeddingCrop]) {
			const upright = toCrop(makeSixtyEightPoints(), SIZE);
			for (const degrees of [-100, -20, 35]) {
				const leaning = toCrop(turn(makeSixtyEightPoints(), degrees), SIZE);
				assert.ok(Math.abs(leaning.barXPx - upright.barXPx) < 1e-6);
				for (const at of [
					{ x: 0, y: 0 },
					{ x: 60, y: 5 },
					{ x: 7, y: 90 },
				]) {
					const { x, y } = applyAffine(upright.toPicture, at);
					const [expected] = turn([{ x: x / 400, y: y / 400 }], degrees);
					assert.ok(expected);
					const found = applyAffine(leaning.toPicture, at);
					assertNear(found, { x: expected.x * 400, y: expected.y * 400 });
				}
			}
		}
	});
});
