import assert from "node:assert/strict";
import { Sampling, toSlot } from "../../src/local/sampling.ts";

/** Presentation times in microseconds of frames at a rate of 29.97. */
const ntsc = (frames: number) =>
	Array.from({ length: frames }, (_, n) => Math.round((n * 1001e6) / 30_000));

const takeAll = (samplesPerSecond: number, times: readonly number[], slots: number) => {
	const sampling = new Sampling(samplesPerSecond);
	for (const time of times) sampling.add(time);
	sampling.end();
	return Array.from({ length: slots }, (_, slot) => sampling.take(slot));
};

describe("sampling", () => {
	it("takes the last frame at or before each half second, as Rekognition does", () => {
		const millis = takeAll(2, ntsc(45), 3).map((pts) => Math.floor(Number(pts) / 1000));
		assert.deepEqual(millis, [0, 467, 967]);
	});

	it("takes the frame of the very instant where there is one", () => {
		assert.deepEqual(takeAll(2, [0, 500_000, 1_000_000], 3), [0, 500_000, 1_000_000]);
	});

	it("says none for an instant after the last frame", () => {
		assert.deepEqual(takeAll(2, [0, 400_000, 800_000], 3), [0, 400_000, "none"]);
	});

	it("says none before the first frame of a late start", () => {
		assert.deepEqual(takeAll(2, [700_000, 1_100_000], 3), ["none", "none", 700_000]);
	});

	it("keeps a long shown frame for each of its instants", () => {
		assert.deepEqual(takeAll(2, [0, 1_700_000], 4), [0, 0, 0, 0]);
	});

	it("waits until it is known which frame is the last one at an instant", () => {
		const sampling = new Sampling(2);
		sampling.add(0);
		sampling.add(300_000);
		assert.equal(sampling.take(1), "wait");
		sampling.add(600_000);
		assert.equal(sampling.take(1), 300_000);
	});

	it("counts instants of a broken rate without rounding errors", () => {
		for (let slot = 0; slot < 100_000; slot += 997)
			assert.equal(toSlot(Math.round((slot * 1e6) / 2.5), 2500), slot);
	});
});
