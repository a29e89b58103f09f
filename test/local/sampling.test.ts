import assert from "node:assert/strict";
import { Clock, EVERY_FRAME, toSampling, toSlot, toThinned } from "../../src/local/sampling.ts";

/** Presentation times in microseconds of frames at a rate of 29.97. */
const ntsc = (frames: number) =>
	Array.from({ length: frames }, (_, n) => Math.round((n * 1001e6) / 30_000));

/** The times of the pictures that ffmpeg gives, and of those among them that are wanted. */
const takeAll = (sampling: typeof EVERY_FRAME, times: readonly number[]) => {
	const clock = new Clock(sampling);
	for (const time of times) clock.add(time);
	clock.end();
	const pictures = [];
	for (let next = clock.take(); typeof next !== "string"; next = clock.take()) pictures.push(next);
	return {
		given: pictures.map(({ ptsMicros }) => ptsMicros),
		wanted: pictures.flatMap(({ ptsMicros, isWanted }) => (isWanted ? [ptsMicros] : [])),
	};
};

describe("sampling", () => {
	it("takes the last frame at or before each half second, as Rekognition does", () => {
		const { wanted } = takeAll(toSampling(2), ntsc(45));
		assert.deepEqual(
			wanted.map((pts) => Math.floor(pts / 1000)),
			[0, 467, 967],
		);
	});

	it("takes the frame of the very instant where there is one", () => {
		const { wanted } = takeAll(toSampling(2), [0, 500_000, 1_000_000]);
		assert.deepEqual(wanted, [0, 500_000, 1_000_000]);
	});

	it("takes none for an instant after the last frame", () => {
		assert.deepEqual(takeAll(toSampling(2), [0, 400_000, 800_000]).wanted, [0, 400_000]);
	});

	it("takes none before the first frame of a late start", () => {
		assert.deepEqual(takeAll(toSampling(2), [700_000, 900_000, 1_100_000]).wanted, [900_000]);
	});

	it("takes a long shown frame once, and has ffmpeg make no pictures for the gap", () => {
		const { given, wanted } = takeAll(toSampling(240), [0, 86_400e6, 86_401e6]);
		assert.deepEqual(wanted, [0, 86_400e6, 86_401e6]);
		assert.deepEqual(given, wanted);
	});

	it("takes the last frame before the beginning, where some lie before it", () => {
		assert.deepEqual(takeAll(toSampling(2), [-80_000, -40_000, 600_000]).wanted, [-40_000]);
	});

	it("has the first frame made in any case, for a video without an instant", () => {
		assert.deepEqual(takeAll(toSampling(2), [700_000, 740_000, 780_000]), {
			given: [700_000, 780_000],
			wanted: [],
		});
	});

	it("waits until it is known which frame is the last one at an instant", () => {
		const clock = new Clock(toSampling(2));
		clock.add(0);
		clock.add(40_000);
		clock.add(300_000);
		assert.deepEqual(clock.take(), { ptsMicros: 0, isWanted: true });
		assert.equal(clock.take(), "wait");
		clock.add(600_000);
		assert.deepEqual(clock.take(), { ptsMicros: 300_000, isWanted: true });
	});

	it("does not wait where every frame comes as a picture", () => {
		const clock = new Clock(EVERY_FRAME);
		clock.add(40_000);
		assert.deepEqual(clock.take(), { ptsMicros: 40_000, isWanted: true });
		assert.equal(clock.take(), "wait");
	});

	it("takes frames whose timestamps are as far apart as wanted", () => {
		const times = [0, 999_999, 1_000_000, 1_999_900, 2_000_100, 2_999_999, 3_000_000];
		assert.deepEqual(
			takeAll(toThinned(1000, 0), times).given,
			[0, 1_000_000, 2_000_100, 3_000_000],
		);
		// From a start of half a millisecond on, 999.999 ms are counted as a second.
		assert.deepEqual(takeAll(toThinned(1000, 500), times).given.slice(0, 2), [0, 999_999]);
	});

	it("counts instants of a broken rate without rounding errors", () => {
		for (let slot = 0; slot < 100_000; slot += 997)
			assert.equal(toSlot(Math.round((slot * 1e6) / 2.5), 2500), slot);
	});
});
