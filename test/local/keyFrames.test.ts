import assert from "node:assert/strict";
import { toPassages } from "../../src/local/passage.ts";
import { makeNumbered, NUMBERED_VIDEOS } from "../support/numberedVideos.ts";
import { readAll, toFramesRequest, toNumber, toPrint } from "../support/readAll.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const every = (step: number, from = 0) =>
	Array.from({ length: 65 }, (_, number) => number).filter(
		(number) => number >= from && (number - from) % step === 0,
	);

/** Key frames where they are not every eighth frame. */
const KEY_FRAMES: Readonly<Record<string, readonly number[]>> = {
	"twins.mkv": every(12),
	"hevc.mp4": [0, ...every(8, 1)],
	"refresh.mp4": [0],
	"refresh.mkv": [0],
	"everyKey.mov": every(1),
	// The first one is hidden.
	"trimmed.mp4": every(8, 8),
	"negative.mp4": every(8, 8),
};

const keyFramesIn = async (folder: string, name: string) => {
	const request = await toFramesRequest(await makeNumbered(folder, name));
	const [passage] = await toPassages({ ...request, keyFramesOnly: { minGapMillis: 0 } });
	return passage?.keyFrames;
};

describe("key frames have the times and pictures that they have in the whole", () => {
	const folder = useTemporaryFolder();

	for (const name of Object.keys(NUMBERED_VIDEOS))
		it(`in ${name}`, async () => {
			const request = await toFramesRequest(await makeNumbered(folder.path, name));
			const whole = new Set((await readAll(request)).frames.map(toPrint));
			const looked = await readAll({ ...request, keyFramesOnly: { minGapMillis: 0 } });
			// There, the numbers repeat at another rate.
			if (name !== "plain.mpg")
				assert.deepEqual(looked.frames.map(toNumber), KEY_FRAMES[name] ?? every(8));
			assert.deepEqual(
				looked.frames.map(toPrint).filter((print) => !whole.has(print)),
				[],
			);
			assert.equal(looked.ending.complaint, "");
		});
});

describe("key frames", () => {
	const folder = useTemporaryFolder();
	let file = "";

	before(async () => {
		file = await makeNumbered(folder.path, "at5.mp4");
	});

	const timesOf = async (minGapMillis: number, afterMillis?: number) => {
		const members = afterMillis === undefined ? {} : { afterMillis };
		const request = await toFramesRequest(file, { keyFramesOnly: { minGapMillis }, ...members });
		return (await readAll(request)).frames.map(({ timestampMillis }) => timestampMillis);
	};

	it("are as far apart as wanted", async () => {
		assert.deepEqual(
			await timesOf(2000),
			[5, 7, 9, 11, 13, 15, 17, 19, 21].map((s) => s * 1000),
		);
		assert.deepEqual(await timesOf(2001), [5000, 9000, 13_000, 17_000, 21_000]);
		assert.deepEqual(await timesOf(100_000), [5000]);
	});

	it("go on after one of them as they would have", async () => {
		assert.deepEqual(await timesOf(2001, 9000), [13_000, 17_000, 21_000]);
		assert.deepEqual(await timesOf(0, 19_000), [21_000]);
	});

	it("are the only ones to be decoded, where their times do not hang on others", async () => {
		assert.equal(await keyFramesIn(folder.path, "plain.mp4"), "decoded");
		assert.equal(await keyFramesIn(folder.path, "plain.mkv"), "decoded");
		assert.equal(await keyFramesIn(folder.path, "plain.avi"), "chosen");
	});
});
