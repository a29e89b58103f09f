import assert from "node:assert/strict";
import { truncateSync, statSync } from "node:fs";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { readFrames } from "../../src/local/frames.ts";
import { makeMedia, numberedFrames, toFrameNumber } from "../support/ffmpeg.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const size = { widthPx: 64, heightPx: 48, paddedWidthPx: 64, paddedHeightPx: 64 };

/** The number that is drawn on each frame, and the time it came with. */
const readNumbers = async (file: string, samplesPerSecond: number) => {
	const seen: { readonly number: number; readonly timestampMillis: number }[] = [];
	for await (const { planes, timestampMillis } of readFrames({
		ffmpeg: findFfmpeg(),
		file,
		size,
		samplesPerSecond,
	}))
		seen.push({
			number: toFrameNumber(planes[size.paddedWidthPx * 20 + 20] ?? 0),
			timestampMillis,
		});
	return seen;
};

describe("frames", () => {
	const folder = useTemporaryFolder();

	it("come with the time they are shown at: 29.97 with B-frames", async () => {
		const file = folder.join("ntsc.mp4");
		await makeMedia(
			...numberedFrames("30000/1001", 60),
			"-c:v",
			"libx264",
			"-bf",
			"3",
			"-b_strategy",
			"0",
			"-qp",
			"1",
			file,
		);
		assert.deepEqual(await readNumbers(file, 2), [
			{ number: 0, timestampMillis: 0 },
			{ number: 14, timestampMillis: 467 },
			{ number: 29, timestampMillis: 967 },
			{ number: 44, timestampMillis: 1468 },
		]);
	});

	it("come with the time they are shown at: a rate that changes", async () => {
		const file = folder.join("vfr.mkv");
		// Frame n is shown at n² × 10 ms.
		await makeMedia(
			...numberedFrames("25", 12),
			"-vf",
			"settb=1/1000,setpts=N*N*10",
			"-enc_time_base",
			"1:1000",
			"-fps_mode",
			"passthrough",
			"-c:v",
			"libx264",
			"-qp",
			"0",
			file,
		);
		assert.deepEqual(await readNumbers(file, 5), [
			{ number: 0, timestampMillis: 0 },
			{ number: 4, timestampMillis: 160 },
			{ number: 6, timestampMillis: 360 },
			{ number: 7, timestampMillis: 490 },
			{ number: 8, timestampMillis: 640 },
			{ number: 10, timestampMillis: 1000 },
		]);
	});

	it("come one by one where the rate of samples is that of the video", async () => {
		const file = folder.join("all.mp4");
		await makeMedia(...numberedFrames("25", 25), "-c:v", "libx264", "-qp", "0", file);
		const numbers = await readNumbers(file, 25);
		assert.deepEqual(
			numbers.map(({ number }) => number),
			[...Array(25).keys()],
		);
	});

	it("come at least once, however short the video", async () => {
		const file = folder.join("one.mp4");
		await makeMedia(...numberedFrames("25", 1), "-c:v", "libx264", "-qp", "0", file);
		assert.deepEqual(await readNumbers(file, 2), [{ number: 0, timestampMillis: 0 }]);
	});

	it("stop when nobody wants them, and ffmpeg with them", async () => {
		const file = folder.join("long.mp4");
		await makeMedia(
			"-f",
			"lavfi",
			"-i",
			"testsrc=size=640x360:rate=25",
			"-t",
			"60",
			"-c:v",
			"libx264",
			"-preset",
			"ultrafast",
			file,
		);
		const aborting = new AbortController();
		const frames = readFrames(
			{ ffmpeg: findFfmpeg(), file, size, samplesPerSecond: 25 },
			{ abortSignal: aborting.signal },
		);
		await frames.next();
		aborting.abort(new Error("enough"));
		await assert.rejects(async () => {
			for await (const _ of frames);
		}, /enough/);
	});

	it("say where a cut off video ends", async () => {
		const file = folder.join("cut.mkv");
		await makeMedia(
			"-f",
			"lavfi",
			"-i",
			"testsrc=size=320x180:rate=25",
			"-t",
			"4",
			"-c:v",
			"libx264",
			file,
		);
		truncateSync(file, Math.floor(statSync(file).size / 2));
		const frames = readFrames({ ffmpeg: findFfmpeg(), file, size, samplesPerSecond: 2 });
		let next = await frames.next();
		while (!next.done) next = await frames.next();
		assert.ok((next.value.lastPtsMicros ?? 0) < 3_000_000);
	});
});
