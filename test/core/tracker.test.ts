import assert from "node:assert/strict";
import type { SeenFace } from "../../src/core/track.ts";
import { createTracker, type Person, type Tracker } from "../../src/core/tracker.ts";
import { createRandom } from "../support/random.ts";
import { readTruth, useSample } from "../support/sample.ts";

/** As MobileFaceNet sees people: the looks made below are as far apart. */
const FRAME = { widthPx: 640, heightPx: 360, similarity: { middle: 0.4, spread: 0.04 } };

/** A face of 0.1 by 0.2 of the picture around a point. */
const face = (x: number, y: number, more: Partial<SeenFace> = {}): SeenFace => ({
	BoundingBox: { Left: x - 0.05, Top: y - 0.1, Width: 0.1, Height: 0.2 },
	...more,
});

/** A direction that is nearly at right angles to that of any other name. */
const toLooks = (name: number, tremble = 0, seed = 1): Float32Array => {
	const [person, moment] = [createRandom(name * 7919), createRandom(seed)];
	const values = Float32Array.from({ length: 128 }, () => person.normal());
	const noisy = values.map((value) => value + tremble * moment.normal());
	const length = Math.hypot(...noisy);
	return noisy.map((value) => value / length);
};

/** The Index of each face by time. */
const track = (
	instants: readonly (readonly [timestampMillis: number, ...faces: SeenFace[]])[],
	tracker: Tracker = createTracker(FRAME),
): readonly (readonly number[])[] =>
	instants.map(([timestampMillis, ...faces]) => tracker.add(timestampMillis, faces));

/** Rows of ten. */
const toPlace = (i: number) => ({ x: 0.05 + 0.1 * (i % 10), y: 0.1 + 0.2 * Math.floor(i / 10) });

describe("a tracker of faces by place", () => {
	it("counts people from 0 in the order in which they come, from left to right", () => {
		assert.deepEqual(
			track([
				[0, face(0.5, 0.5)],
				[500, face(0.9, 0.5), face(0.5, 0.5), face(0.1, 0.5)],
			]),
			[[0], [2, 0, 1]],
		);
	});

	for (const samplesPerSecond of [2, 5, 30])
		it(`tells apart who cross each other, ${samplesPerSecond} times a second`, () => {
			const times = Array.from({ length: 4 * samplesPerSecond }, (_, i) => i / samplesPerSecond);
			const seen = track(
				times.map((seconds) => [
					seconds * 1000,
					face(0.1 + 0.2 * seconds, 0.5),
					face(0.9 - 0.2 * seconds, 0.52),
				]),
			);
			for (const indexes of seen) assert.deepEqual(indexes, [0, 1]);
		});

	it("tells apart who cross each other while one hides the other", () => {
		const times = Array.from({ length: 20 }, (_, i) => i * 0.2);
		const seen = track(
			times.map((seconds) => {
				const [front, back] = [face(0.1 + 0.2 * seconds, 0.5), face(0.9 - 0.2 * seconds, 0.52)];
				return Math.abs(seconds - 2) < 0.3
					? [seconds * 1000, front]
					: [seconds * 1000, front, back];
			}),
		);
		assert.equal(seen.filter((indexes) => indexes.length === 1).length, 3);
		for (const indexes of seen) assert.deepEqual(indexes, [0, 1].slice(0, indexes.length));
	});

	it("knows somebody again after missed samples, standing or walking", () => {
		assert.deepEqual(
			track([
				[0, face(0.3, 0.5), face(0.6, 0.5)],
				[500, face(0.3, 0.5), face(0.64, 0.5)],
				[1000],
				[1500],
				[2000, face(0.31, 0.5), face(0.74, 0.5)],
			]).at(-1),
			[0, 1],
		);
	});

	it("takes who comes back to a place later than anybody waits for somebody else", () => {
		assert.deepEqual(track([[0, face(0.5, 0.5)], [500], [4000, face(0.5, 0.5)]]).at(-1), [1]);
	});

	it("takes who comes in where somebody went out for somebody else", () => {
		assert.deepEqual(
			track([
				[0, face(0.8, 0.5)],
				[200, face(0.86, 0.5)],
				[400, face(0.92, 0.5)],
				[600, face(0.98, 0.5)],
				[800],
				[1000, face(0.98, 0.5)],
				[1200, face(0.92, 0.5)],
			]),
			[[0], [0], [0], [0], [], [1], [1]],
		);
	});

	it("keeps who stands at the edge through a missed sample", () => {
		assert.deepEqual(track([[0, face(0.97, 0.5)], [500], [1000, face(0.97, 0.5)]]).at(-1), [0]);
	});

	it("takes who comes in where somebody vanished near the side for somebody else", () => {
		const vanished = [[0, face(0.88, 0.5)], [500], [1000]] as const;
		assert.deepEqual(track([...vanished, [1500, face(0.88, 0.5)]]).at(-1), [1]);
		const inTheMiddle = [[0, face(0.5, 0.5)], [500], [1000]] as const;
		assert.deepEqual(track([...inTheMiddle, [1500, face(0.5, 0.5)]]).at(-1), [0]);
	});

	it("opens new tracks after a cut", () => {
		assert.deepEqual(
			track([
				[0, face(0.2, 0.3), face(0.4, 0.3)],
				[500, face(0.2, 0.3), face(0.4, 0.3)],
				[1000, face(0.7, 0.7), face(0.9, 0.7)],
			]).at(-1),
			[2, 3],
		);
	});

	it("takes a face of another size for another person", () => {
		const large = { BoundingBox: { Left: 0.2, Top: 0.1, Width: 0.5, Height: 0.9 } };
		assert.deepEqual(
			track([
				[0, face(0.45, 0.55)],
				[200, large],
			]),
			[[0], [1]],
		);
	});

	it("gives two faces in one place two tracks", () => {
		const seen = track(
			[0, 200, 400, 600].map((millis) => [millis, face(0.5, 0.5), face(0.51, 0.5)]),
		);
		for (const indexes of seen) assert.deepEqual(indexes, [0, 1]);
	});

	it("follows tracks through steps of any length", () => {
		const random = createRandom(3);
		let millis = 0;
		for (const tracker = createTracker(FRAME); millis < 60_000; millis += random.integer(0, 700)) {
			const sway = 0.05 * Math.sin(millis / 900);
			assert.deepEqual(tracker.add(millis, [face(0.3 + sway, 0.5), face(0.7 - sway, 0.5)]), [0, 1]);
		}
	});

	it("decides by the faces, not by their order", () => {
		const random = createRandom(11);
		const [straight, shuffled] = [createTracker(FRAME), createTracker(FRAME)];
		for (let millis = 0; millis < 20_000; millis += 200) {
			const faces = Array.from({ length: 8 }, () => face(random.next(), random.next()));
			const order = faces.map((_, i) => i).toSorted(() => random.next() - 0.5);
			const indexes = straight.add(millis, faces);
			assert.deepEqual(
				shuffled.add(
					millis,
					order.flatMap((i) => faces[i] ?? []),
				),
				order.map((i) => indexes[i]),
			);
		}
	});

	it("follows a crowd of fifty who tremble", () => {
		const [random, tracker] = [createRandom(5), createTracker(FRAME)];
		const everybody = Array.from({ length: 50 }, (_, i) => i);
		const first = tracker.add(
			0,
			everybody.map((i) => face(toPlace(i).x, toPlace(i).y)),
		);
		for (let millis = 200; millis <= 10_000; millis += 200) {
			const faces = everybody.map((i) => {
				const { x, y } = toPlace(i);
				return face(x + 0.01 * random.normal(), y + 0.01 * random.normal());
			});
			assert.deepEqual(tracker.add(millis, faces), first);
		}
	});
});

const one = (x: number, y: number) => face(x, y, { embedding: toLooks(1) });
const two = (x: number, y: number) => face(x, y, { embedding: toLooks(2) });

describe("a tracker of faces by looks", () => {
	it("knows everybody again after a cut, and a stranger in a known place", () => {
		assert.deepEqual(
			track([
				[0, one(0.2, 0.3), two(0.4, 0.3)],
				[500, one(0.7, 0.7), two(0.1, 0.7), face(0.2, 0.3, { embedding: toLooks(3) })],
			]),
			[
				[0, 1],
				[0, 1, 2],
			],
		);
	});

	it("does not mix up who changed places", () => {
		assert.deepEqual(
			track([
				[0, one(0.4, 0.5), two(0.5, 0.5)],
				[200, two(0.4, 0.5), one(0.5, 0.5)],
			]),
			[
				[0, 1],
				[1, 0],
			],
		);
	});

	it("knows somebody again after minutes", () => {
		assert.deepEqual(
			track([
				[0, one(0.2, 0.5)],
				[500, two(0.8, 0.5)],
				[300_000, one(0.8, 0.5)],
			]),
			[[0], [1], [0]],
		);
	});

	it("lets a small face that looks like nobody stay who it was", () => {
		const tiny = { Left: 0.5, Top: 0.5, Width: 0.012, Height: 0.027 };
		assert.deepEqual(
			track([
				[0, { BoundingBox: tiny, embedding: toLooks(1) }],
				[200, { BoundingBox: tiny, embedding: toLooks(2) }],
			]),
			[[0], [0]],
		);
	});

	it("weighs good views more than bad ones", () => {
		const tracker = createTracker(FRAME);
		const good = { embedding: toLooks(1), Quality: { Sharpness: 90 } };
		const bad = { embedding: toLooks(2), Quality: { Sharpness: 5 } };
		for (const [i, looks] of [good, bad, bad, good, bad].entries())
			assert.deepEqual(tracker.add(i * 200, [face(0.5, 0.5, looks)]), [0]);
		const [{ looks: mean } = {}] = tracker.people();
		assert.ok(mean);
		const cosine = (looks: Float32Array) =>
			looks.reduce((sum, value, i) => sum + value * (mean[i] ?? 0), 0);
		assert.ok(Math.abs(cosine(mean) - 1) < 1e-5);
		assert.ok(cosine(toLooks(1)) > 0.95);
		assert.ok(cosine(toLooks(2)) < 0.4);
		assert.equal(tracker.people().length, 1);
	});

	it("takes noisy views of one person together", () => {
		const tracker = createTracker(FRAME);
		for (let i = 0; i < 100; i += 1) {
			// Every few samples both are elsewhere, as from one camera to another.
			const x = i % 7 < 3 ? 0.2 : 0.5;
			const [first, second] = [toLooks(1, 0.7, i + 1), toLooks(2, 0.7, i + 1)];
			const faces = [face(x, 0.3, { embedding: first }), face(0.9 - x, 0.7, { embedding: second })];
			assert.deepEqual(tracker.add(i * 500, faces), [0, 1]);
		}
	});

	it("forgets who has been away the longest when it knows too many", () => {
		const tracker = createTracker({ ...FRAME, maxPeople: 2 });
		const meet = (name: number, millis: number) =>
			tracker.add(millis, [face(0.5, 0.5, { embedding: toLooks(name) })])[0];
		assert.deepEqual([meet(1, 0), meet(2, 5000), meet(1, 10_000)], [0, 1, 0]);
		assert.deepEqual([meet(3, 15_000), meet(1, 20_000), meet(2, 25_000)], [2, 0, 3]);
	});

	it("says whom it forgets, and what they looked like", () => {
		const forgotten: Person[] = [];
		const onForget = (person: Person) => void forgotten.push(person);
		const tracker = createTracker({ ...FRAME, maxPeople: 1, onForget });
		tracker.add(0, [face(0.5, 0.5, { embedding: toLooks(1) })]);
		tracker.add(5000, [face(0.5, 0.5, { embedding: toLooks(2) })]);
		assert.deepEqual(
			forgotten.map(({ Index }) => Index),
			[0],
		);
		assert.ok((forgotten[0]?.looks?.[0] ?? 0) - (toLooks(1)[0] ?? 0) < 1e-6);
		// Of somebody seen by place only there is nothing to remember.
		const places = createTracker({ ...FRAME, onForget });
		places.add(0, [face(0.5, 0.5)]);
		places.add(10_000, []);
		assert.deepEqual(forgotten[1], { Index: 0, looks: undefined });
	});

	it("goes on from its state as if it had never stopped", () => {
		const random = createRandom(11);
		const instants = Array.from({ length: 60 }, (_, i) => {
			const faces = Array.from({ length: random.integer(0, 4) }, (_unused, name) =>
				face(random.between(0.1, 0.9), random.between(0.2, 0.8), {
					embedding: toLooks(name, 0.3, i + 1),
				}),
			);
			return [i * 400, ...faces] as const;
		});
		const whole = track(instants);
		const first = createTracker(FRAME);
		const begun = track(instants.slice(0, 25), first);
		const second = createTracker(FRAME, structuredClone(first.state()));
		assert.deepEqual([...begun, ...track(instants.slice(25), second)], whole);
		assert.ok(new Set(whole.flat()).size > 3);
	});

	it("tells apart people who look alike, when it is told how much alike", () => {
		const shared = toLooks(9);
		const alike = (name: number) => {
			const own = toLooks(name);
			const sum = shared.map((value, i) => 0.75 * value + 0.66 * (own[i] ?? 0));
			const length = Math.hypot(...sum);
			return sum.map((value) => value / length);
		};
		const tracker = createTracker({ ...FRAME, similarity: { middle: 0.8, spread: 0.02 } });
		const [first, second] = [{ embedding: alike(1) }, { embedding: alike(2) }];
		assert.deepEqual(tracker.add(0, [face(0.2, 0.5, first), face(0.8, 0.5, second)]), [0, 1]);
		assert.deepEqual(tracker.add(500, [face(0.2, 0.5, second), face(0.8, 0.5, first)]), [1, 0]);
	});
});

describe("a tracker of the sample's faces", () => {
	const sample = useSample();

	for (const samplesPerSecond of [2, 5, 25])
		it(`gives each person one Index at ${samplesPerSecond} samples a second`, () => {
			const { frames, durationMillis, widthPx, heightPx } = readTruth(sample);
			const tracker = createTracker({ widthPx, heightPx });
			const pairs = new Set<string>();
			for (let millis = 0; millis < durationMillis; millis += 1000 / samplesPerSecond) {
				const frame = frames.findLast(({ timestampMillis }) => timestampMillis <= millis);
				assert.ok(frame);
				const indexes = tracker.add(frame.timestampMillis, frame.faces);
				for (const [i, { identity }] of frame.faces.entries())
					pairs.add(`${identity} ${indexes[i]}`);
			}
			assert.deepEqual([...pairs], ["Ada 0", "Bruno 1", "Clara 2", "Esi 3", "Dev 4"]);
		});
});
