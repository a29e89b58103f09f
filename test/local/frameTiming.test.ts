import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { type FramesRequest, readFrames } from "../../src/local/frames.ts";
import { probeVideo } from "../../src/local/probe.ts";
import { makeMedia, numberedFrames, toFrameNumber } from "../support/ffmpeg.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const size = { widthPx: 64, heightPx: 48, paddedWidthPx: 64, paddedHeightPx: 64 };

/** The time each frame came with, by the number that is drawn on it. */
const readTimes = async (
	file: string,
	samplesPerSecond: FramesRequest["samplesPerSecond"] = "every frame",
): Promise<[number, number][]> => {
	const ffmpeg = findFfmpeg();
	const { startMicros } = await probeVideo(ffmpeg, file);
	const request = { ffmpeg, file, size, samplesPerSecond, startMicros };
	const frames = await Array.fromAsync(readFrames(request));
	return frames.map(({ planes, timestampMillis }) => [
		toFrameNumber(planes[size.paddedWidthPx * 20 + 20] ?? 0),
		timestampMillis,
	]);
};

const atRate = (from: number, to: number, rate: number, startMillis = 0): [number, number][] =>
	Array.from({ length: to - from }, (_, n) => [
		from + n,
		Math.floor(startMillis + (n * 1000) / rate),
	]);

const H264 = ["-c:v", "libx264", "-qp", "1"];
const B_FRAMES = [...H264, "-bf", "3", "-b_strategy", "0", "-g", "10"];

/** Where the bright corner of a picture lies once it is shown, and its size. */
const findCorner = async (file: string) => {
	const { widthPx, heightPx } = await probeVideo(findFfmpeg(), file);
	const shown = { widthPx, heightPx, paddedWidthPx: widthPx, paddedHeightPx: heightPx };
	const request = { ffmpeg: findFfmpeg(), file, size: shown, samplesPerSecond: 2 };
	for await (const { planes } of readFrames(request)) {
		const corners = { topLeft: [8, 8], topRight: [-8, 8], bottomLeft: [8, -8] } as const;
		const bright = Object.entries({ ...corners, bottomRight: [-8, -8] as const }).filter(
			([, [x, y]]) =>
				(planes[((y + heightPx) % heightPx) * widthPx + ((x + widthPx) % widthPx)] ?? 0) > 128,
		);
		return [widthPx, heightPx, ...bright.map(([corner]) => corner)];
	}
	return [];
};

/** Writes how the picture is turned, clockwise, as cameras do: into the matrix of the track's header. */
const turn = (file: string, degrees: 90 | 180 | 270) => {
	const [a, b, c, d] = { 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] }[degrees];
	const bytes = readFileSync(file);
	const matrix = bytes.indexOf("tkhd") + 44;
	assert.equal(bytes.readInt32BE(matrix), 0x10000);
	for (const [at, value] of [a, b, 0, c, d].entries())
		bytes.writeInt32BE((value ?? 0) * 0x10000, matrix + at * 4);
	writeFileSync(file, bytes);
};

describe("the time of a frame is the time it is shown at", () => {
	const folder = useTemporaryFolder();

	/** Frames 0 to 49 at 25 a second, and a second make with the first one as its input. */
	const remake = async (name: string, args: readonly (readonly string[])[]): Promise<string> => {
		const whole = folder.join(`whole-${name}.mp4`);
		await makeMedia(...numberedFrames("25", 50), ...B_FRAMES, whole);
		const made = folder.join(name);
		await makeMedia(...args.flat().flatMap((arg) => (arg === "{}" ? ["-i", whole] : arg)), made);
		return made;
	};

	// AVI knows only when a frame is decoded: the first one is shown when the decoder has two more.
	for (const [name, startMillis] of [
		["a.mp4", 0],
		["a.mkv", 0],
		["a.ts", 0],
		["a.mov", 0],
		["a.avi", 80],
	] as const)
		it(`with B-frames in ${name.slice(1)}`, async () => {
			const file = folder.join(`b${name}`);
			await makeMedia(...numberedFrames("25", 30), ...B_FRAMES, file);
			assert.deepEqual(await readTimes(file), atRate(0, 30, 25, startMillis));
		});

	it("in WebM", async () => {
		const file = folder.join("a.webm");
		await makeMedia(...numberedFrames("25", 20), "-c:v", "libvpx-vp9", "-lossless", "1", file);
		assert.deepEqual(await readTimes(file), atRate(0, 20, 25));
	});

	it("where every frame of a rate without a round time is wanted", async () => {
		for (const [rate, name] of [
			["30", "thirty.mp4"],
			["30", "thirty.mkv"],
			["60000/1001", "sixty.mp4"],
		] as const) {
			const file = folder.join(name);
			await makeMedia(...numberedFrames(rate, 40), ...B_FRAMES, file);
			const numbers = (await readTimes(file)).map(([number]) => number);
			assert.deepEqual(numbers, [...Array(40).keys()]);
		}
	});

	it("where an instant falls between two microseconds", async () => {
		const file = folder.join("thirds.mp4");
		await makeMedia(...numberedFrames("30", 40), ...B_FRAMES, file);
		assert.deepEqual(await readTimes(file, 3), [
			[0, 0],
			[10, 333],
			[20, 666],
			[30, 1000],
		]);
	});

	it("where an edit list trims the start between two key frames", async () => {
		const file = await remake("trimmed.mp4", [["-ss", "0.6", "{}", "-c", "copy"]]);
		assert.deepEqual(await readTimes(file), atRate(15, 50, 25));
	});

	it("where times are negative before an edit list", async () => {
		const file = await remake("negative.mp4", [
			["-itsoffset", "-0.2", "{}"],
			["-c", "copy", "-avoid_negative_ts", "disabled"],
		]);
		const seen = await readTimes(file);
		const [first] = seen;
		// What the file hides is not shown; what is shown starts at the beginning.
		assert.ok(first);
		assert.deepEqual(seen, atRate(first[0], 50, 25));
	});

	for (const name of ["late.mp4", "late.mkv"])
		it(`where the picture starts after the sound: ${name}`, async () => {
			const file = await remake(name, [
				["-f", "lavfi", "-i", "sine=duration=3", "-itsoffset", "0.8", "{}"],
				["-map", "1:v", "-map", "0:a", "-c:v", "copy", "-c:a", "aac"],
			]);
			const seen = await readTimes(file);
			const lateMillis = seen[0]?.[1] ?? 0;
			// The sound of an AAC file begins with up to a packet of silence, which moves the common start.
			assert.ok(Math.abs(lateMillis - 800) <= 25, `${lateMillis}`);
			assert.deepEqual(
				seen.map(([number, millis]) => [number, Math.abs(millis - lateMillis - number * 40) <= 1]),
				[...Array(50).keys()].map((number) => [number, true]),
			);
		});

	it("where the picture of a transport stream starts after the sound: from the picture on", async () => {
		const file = await remake("late.ts", [
			["-f", "lavfi", "-i", "sine=duration=3", "-itsoffset", "0.8", "{}"],
			["-map", "1:v", "-map", "0:a", "-c:v", "copy", "-c:a", "aac"],
		]);
		assert.deepEqual(await readTimes(file), atRate(0, 50, 25));
	});

	it("where a transport stream starts at ten hours", async () => {
		const file = await remake("tenHours.ts", [
			["{}", "-c", "copy", "-output_ts_offset", "36000", "-muxdelay", "0"],
		]);
		assert.deepEqual(await readTimes(file), atRate(0, 50, 25));
		assert.deepEqual(await readTimes(file, 2), [
			[0, 0],
			[12, 480],
			[25, 1000],
			[37, 1480],
		]);
	});

	for (const name of ["at5.mp4", "at5.mkv"])
		it(`where a file starts at five seconds, as Chromium counts: ${name}`, async () => {
			const file = await remake(name, [["-itsoffset", "5", "{}", "-c", "copy"]]);
			assert.deepEqual(await readTimes(file), atRate(0, 50, 25, 5000));
			assert.deepEqual(await readTimes(file, 2), [
				[0, 5000],
				[12, 5480],
				[25, 6000],
				[37, 6480],
			]);
		});

	it("in a fragmented file", async () => {
		const file = await remake("fragmented.mp4", [
			["{}", "-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof"],
		]);
		// Without an edit list it begins when the first frame that B-frames were put off for is shown.
		assert.deepEqual(await readTimes(file), atRate(0, 50, 25, 80));
	});

	it("where a frame is shown for long", async () => {
		const file = folder.join("long.mkv");
		// Frames 0 to 4 in the first fifth of a second, 5 to 9 five seconds later.
		const times = ["-vf", "setpts='N/25/TB+gte(N,5)*5/TB'", "-fps_mode", "passthrough"];
		await makeMedia(...numberedFrames("25", 10), ...times, ...H264, file);
		assert.deepEqual(await readTimes(file, 2), [
			[0, 0],
			[4, 160],
		]);
	});

	it("where a day lies between two frames, without a picture for every instant of it", async () => {
		const file = folder.join("day.mkv");
		const times = ["-vf", "setpts='N/25/TB+gte(N,10)*86400/TB'", "-fps_mode", "passthrough"];
		await makeMedia(...numberedFrames("25", 20), ...times, ...H264, file);
		assert.deepEqual(await readTimes(file, 5), [
			[0, 0],
			[5, 200],
			[9, 360],
			[10, 86_400_400],
			[15, 86_400_600],
		]);
	});

	it("where frames have the same time: the first of them is shown", async () => {
		const file = folder.join("twins.mkv");
		const times = ["-vf", "setpts='floor(N/2)*2/25/TB'", "-fps_mode", "passthrough"];
		await makeMedia(...numberedFrames("25", 8), ...times, "-c:v", "ffv1", file);
		const expected = [0, 2, 4, 6].map((number) => [number, number * 40]);
		assert.deepEqual(await readTimes(file), expected);
		assert.deepEqual(await readTimes(file, 12.5), expected);
	});

	it("where a late video is over before the first instant", async () => {
		const file = folder.join("between.mkv");
		const sound = ["-f", "lavfi", "-i", "sine=duration=1", "-itsoffset", "0.12"];
		const both = ["-map", "1:v", "-map", "0:a", "-c:a", "pcm_s16le"];
		await makeMedia(...sound, ...numberedFrames("25", 5), ...both, ...H264, file);
		assert.deepEqual(await readTimes(file, 2), [[0, 120]]);
	});

	/** 128 × 64, black with a white corner at the top left. */
	const makeCornered = async (name: string, ...args: readonly string[]): Promise<string> => {
		const file = folder.join(name);
		const corner = "color=black:size=128x64:rate=10,drawbox=0:0:24:24:white:fill";
		await makeMedia("-f", "lavfi", "-i", corner, "-t", "1", ...args, ...H264, file);
		return file;
	};

	for (const [degrees, expected] of [
		[90, [64, 128, "topRight"]],
		[180, [128, 64, "bottomRight"]],
		[270, [64, 128, "bottomLeft"]],
	] as const)
		it(`and the picture is upright: turned by ${degrees} degrees`, async () => {
			const file = await makeCornered(`turned${degrees}.mp4`);
			turn(file, degrees);
			assert.deepEqual(await findCorner(file), expected);
		});

	it("and the picture has the form it is shown in: stretched pixels", async () => {
		const file = await makeCornered("stretched.mp4", "-vf", "setsar=3/2");
		assert.deepEqual(await findCorner(file), [192, 64, "topLeft"]);
	});

	it("and the picture is both: stretched, then turned", async () => {
		const file = await makeCornered("stretchedTurned.mp4", "-vf", "setsar=3/2");
		turn(file, 90);
		assert.deepEqual(await findCorner(file), [64, 192, "topRight"]);
	});
});
