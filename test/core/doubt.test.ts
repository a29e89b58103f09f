import assert from "node:assert/strict";
import type { SeenFace } from "../../src/core/track.ts";
import { createTracker } from "../../src/core/tracker.ts";

const FRAME = { widthPx: 640, heightPx: 360 };
const looks = Float32Array.of(1, 0, 0);

const face = (x: number, more: Partial<SeenFace> = {}, size = 0.1): SeenFace => ({
	BoundingBox: { Left: x - size / 2, Top: 0.4, Width: size, Height: 2 * size },
	...more,
});

/** A tracker that has seen two people, with their looks, at 0. */
const withTwo = () => {
	const tracker = createTracker(FRAME);
	const embedding = looks;
	tracker.add(0, [face(0.2, { embedding }), face(0.8, { embedding: Float32Array.of(0, 1, 0) })]);
	return tracker;
};

describe("doubt about faces", () => {
	it("wants the looks of everybody who is new", () => {
		assert.deepEqual(createTracker(FRAME).toDoubtful(0, [face(0.2), face(0.8)]), [0, 1]);
		assert.deepEqual(withTwo().toDoubtful(200, [face(0.2), face(0.5), face(0.8)]), [1]);
	});

	it("is sure of who stays in place, for a second", () => {
		const tracker = withTwo();
		assert.deepEqual(tracker.toDoubtful(200, [face(0.2), face(0.8)]), []);
		for (const millis of [200, 400, 600, 800]) tracker.add(millis, [face(0.2), face(0.8)]);
		assert.deepEqual(tracker.toDoubtful(999, [face(0.2), face(0.8)]), []);
		assert.deepEqual(tracker.toDoubtful(1000, [face(0.2), face(0.8)]), [0, 1]);
	});

	it("wants to see who two that come near each other are", () => {
		const tracker = withTwo();
		tracker.add(200, [face(0.4), face(0.6)]);
		assert.deepEqual(tracker.toDoubtful(400, [face(0.49), face(0.51)]), [0, 1]);
	});

	it("does not ask for looks that faces of a few pixels do not have", () => {
		assert.deepEqual(createTracker(FRAME).toDoubtful(0, [face(0.2, {}, 0.02), face(0.8)]), [1]);
	});

	it("asks for the largest of a crowd first, and for no more than sixteen", () => {
		const crowd = Array.from({ length: 40 }, (_, i) => face(0.01 + i / 41, {}, 0.05 + i / 1000));
		const asked = createTracker(FRAME).toDoubtful(0, crowd);
		assert.deepEqual(
			asked,
			Array.from({ length: 16 }, (_, i) => 39 - i),
		);
	});
});
