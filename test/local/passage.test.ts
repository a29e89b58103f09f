import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import type { FramesRequest } from "../../src/local/frames.ts";
import { toPassages } from "../../src/local/passage.ts";
import { makeMedia, numberedFrames } from "../support/ffmpeg.ts";
import { makeNumbered, NUMBERED_VIDEOS } from "../support/numberedVideos.ts";
import { readAll, toFramesRequest, toPrint } from "../support/readAll.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

/** Where to go on, as shares of the frames: from the start, from an index, and where nothing is left. */
const PLACES = [0.2, 0.85, 1] as const;

/** What comes after some of the frames, and what is read when only that is asked for. */
const compareRests = async (request: FramesRequest) => {
	const whole = await readAll(request);
	const last = whole.frames.length - 1;
	const rests = PLACES.map(async (place) => {
		const afterMillis = whole.frames[Math.floor(place * last)]?.timestampMillis ?? 0;
		const expected = whole.frames.filter(({ timestampMillis }) => timestampMillis > afterMillis);
		const { frames, ending } = await readAll({ ...request, afterMillis });
		assert.deepEqual(frames.map(toPrint), expected.map(toPrint), `after ${afterMillis} ms`);
		assert.deepEqual(ending, whole.ending, `after ${afterMillis} ms`);
	});
	await Promise.all(rests);
	return whole.frames.length;
};

const toPlaces = async (folder: string, name: string, afterMillis: number) => {
	const request = await toFramesRequest(await makeNumbered(folder, name));
	return (await toPassages({ ...request, afterMillis })).map(({ placeMicros }) => placeMicros);
};

describe("the rest of a video has the frames that it has in the whole", () => {
	const folder = useTemporaryFolder();

	for (const name of Object.keys(NUMBERED_VIDEOS))
		it(`in ${name}`, async () => {
			const file = await makeNumbered(folder.path, name);
			for (const samplesPerSecond of [2, 5, "every frame"] as const)
				assert.ok(await compareRests(await toFramesRequest(file, { samplesPerSecond })));
		});

	it("where it begins between two timestamps", async () => {
		const request = await toFramesRequest(await makeNumbered(folder.path, "plain.mp4"));
		const { frames } = await readAll({ ...request, afterMillis: 15_499 });
		assert.deepEqual(
			frames.map(({ timestampMillis }) => timestampMillis),
			[15_500, 15_750, 16_000],
		);
	});

	it("where it is asked for from before the beginning", async () => {
		const request = await toFramesRequest(await makeNumbered(folder.path, "late.mkv"));
		const { frames } = await readAll({ ...request, afterMillis: 0 });
		assert.equal(frames.length, 65);
	});

	it("where the only frame stands for an instant that it does not reach, or has been read", async () => {
		const file = folder.join("one.mkv");
		const sound = ["-f", "lavfi", "-i", "sine=duration=1", "-itsoffset", "0.12"];
		const both = ["-map", "1:v", "-map", "0:a", "-c:a", "pcm_s16le", "-c:v", "libx264"];
		await makeMedia(...sound, ...numberedFrames("25", 1), ...both, file);
		const request = await toFramesRequest(file, { samplesPerSecond: 2 });
		const timesAfter = async (afterMillis: number) =>
			(await readAll({ ...request, afterMillis })).frames.map((frame) => frame.timestampMillis);
		assert.deepEqual(await timesAfter(119), [120]);
		assert.deepEqual(await timesAfter(120), []);
	});
});

describe("seeking", () => {
	const folder = useTemporaryFolder();

	it("is left out where a file's times or index cannot be trusted, and close to the beginning", async () => {
		for (const name of ["plain.mp4", "plain.mov", "plain.mkv", "vp9.webm"]) {
			assert.deepEqual(await toPlaces(folder.path, name, 11_999), [2_000_000, undefined]);
			assert.deepEqual(await toPlaces(folder.path, name, 9000), [undefined]);
		}
		for (const name of ["plain.ts", "plain.avi"])
			assert.deepEqual(await toPlaces(folder.path, name, 11_999), [undefined]);
	});

	it("spares the decoding of what comes before", async () => {
		const file = folder.join("minute.mp4");
		await makeMedia(
			..."-f lavfi -i testsrc=size=160x90:rate=10 -t 60 -c:v libx264 -g 20".split(" "),
			file,
		);
		const log = folder.join("times");
		const ffmpeg = folder.join("ffmpeg");
		const logged = `#!/bin/bash\nexec ${findFfmpeg()} "$@" 3> >(tee ${log} >&3)\n`;
		writeFileSync(ffmpeg, logged, { mode: 0o755 });
		const countDecoded = async (afterMillis: number) => {
			await readAll(await toFramesRequest(file, { ffmpeg, samplesPerSecond: 5, afterMillis }));
			return readFileSync(log, "latin1").match(/^0,/gm)?.length;
		};
		assert.equal(await countDecoded(2000), 600);
		// 54 s less 10 s, and back to the key frame before.
		assert.equal(await countDecoded(54_000), 160);
	});
});
