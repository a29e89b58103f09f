import assert from "node:assert/strict";
import { areaOf, iou, suppressOverlaps, toBox } from "../../src/core/boxes.ts";

const box = (Left: number, Top: number, Width: number, Height: number) => ({
	Left,
	Top,
	Width,
	Height,
});

describe("boxes", () => {
	it("gives equal boxes an overlap of one and separate boxes none", () => {
		assert.equal(iou(box(0.25, 0.25, 0.5, 0.25), box(0.25, 0.25, 0.5, 0.25)), 1);
		assert.equal(iou(box(0, 0, 0.25, 0.25), box(0.5, 0, 0.25, 0.25)), 0);
		assert.equal(iou(box(0, 0, 0.25, 0.25), box(0.5, 0.5, 0.25, 0.25)), 0);
	});

	it("divides the shared area by the joint area", () => {
		assert.equal(iou(box(0, 0, 0.5, 0.5), box(0.25, 0, 0.5, 0.5)), 1 / 3);
	});

	it("counts the part of a box that lies outside the picture", () => {
		assert.equal(iou(box(-0.25, -0.25, 0.5, 0.5), box(0, 0, 0.25, 0.25)), 0.25);
	});

	it("gives boxes without size, or turned inside out, neither area nor overlap", () => {
		assert.equal(areaOf({}), 0);
		assert.equal(areaOf(box(0, 0, -1, -1)), 0);
		assert.equal(iou({}, {}), 0);
		assert.equal(iou(box(0.5, 0.5, 0, 0), box(0, 0, 1, 1)), 0);
	});

	it("makes a box of its edges", () => {
		assert.deepEqual(
			toBox({ left: -0.5, top: 0.25, right: 0.5, bottom: 0.75 }),
			box(-0.5, 0.25, 1, 0.5),
		);
	});

	it("keeps the most confident of overlapping boxes, most confident first", () => {
		const weak = { BoundingBox: box(0, 0, 0.5, 0.5), Confidence: 60 };
		const strong = { BoundingBox: box(0.0625, 0, 0.5, 0.5), Confidence: 90 };
		const elsewhere = { BoundingBox: box(0.5, 0.5, 0.5, 0.5), Confidence: 95 };
		assert.deepEqual(suppressOverlaps([weak, strong, elsewhere], 0.5), [elsewhere, strong]);
	});

	it("keeps boxes that overlap by no more than is allowed", () => {
		const first = { BoundingBox: box(0, 0, 0.5, 0.5), Confidence: 90 };
		const second = { BoundingBox: box(0.25, 0, 0.5, 0.5), Confidence: 80 };
		assert.equal(suppressOverlaps([first, second], 1 / 3).length, 2);
		assert.equal(suppressOverlaps([first, second], 0.33).length, 1);
	});

	it("keeps a box that overlaps only with a suppressed one", () => {
		const row = [0, 0.25, 0.5].map((left, index) => ({
			BoundingBox: box(left, 0, 0.5, 0.5),
			Confidence: 90 - index,
		}));
		assert.deepEqual(suppressOverlaps(row, 0.25), [row[0], row[2]]);
	});
});
