import assert from "node:assert/strict";
import { createTimeline } from "../../src/core/timeline.ts";

const at = (Timestamp: number, Confidence = 90) => ({ Timestamp, Face: { Confidence } });

describe("timeline", () => {
	it("shows a sample's faces from its frame on until the next sample", () => {
		const timeline = createTimeline([at(0, 1), at(200, 2), at(200, 3), at(400, 4)]);
		const confidences = (time: number) => timeline.at(time).map(({ Face }) => Face?.Confidence);
		assert.deepEqual(confidences(0), [1]);
		assert.deepEqual(confidences(199), [2, 3]);
		assert.deepEqual(confidences(198), [1]);
		assert.deepEqual(confidences(399.9), [4]);
		assert.deepEqual(confidences(401), [4]);
	});

	it("shows none where the sample in between had none", () => {
		const timeline = createTimeline([at(0), at(200), at(400), at(1000)]);
		assert.equal(timeline.intervalMillis, 200);
		assert.equal(timeline.at(590).length, 1);
		assert.equal(timeline.at(700).length, 0);
		assert.equal(timeline.at(1100).length, 1);
	});

	it("finds the frame of a rounded-down Timestamp by the player's own time", () => {
		const timeline = createTimeline([at(0), at(467), at(967)]);
		assert.equal(timeline.at((14 * 1001) / 30)[0]?.Timestamp, 467);
		assert.equal(timeline.at((13 * 1001) / 30)[0]?.Timestamp, 0);
	});

	it("is empty for a video without faces", () => {
		assert.deepEqual(createTimeline([]).at(5), []);
	});

	it("does not mind the order in which faces come", () => {
		const timeline = createTimeline([at(500, 2), at(0, 1)]);
		assert.equal(timeline.at(10)[0]?.Face?.Confidence, 1);
	});
});
