import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { type Frame, toLargeSize } from "../../src/local/frame.ts";
import { readFrames } from "../../src/local/frames.ts";
import { toPicture } from "../../src/local/picture.ts";
import { probeVideo } from "../../src/local/probe.ts";
import { makeMedia, numberedFrames, toFrameNumber } from "../support/ffmpeg.ts";
import { turn } from "../support/numberedVideos.ts";
import { readAll, toFramesRequest, toNumber, toPrint } from "../support/readAll.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const H264 = ["-c:v", "libx264", "-qp", "1", "-g", "10"];
const LARGE = { widthPx: 320, heightPx: 240 };
const LARGE_BYTES = 320 * 240 * 3;

const toLargeNumber = ({ large }: Frame): number =>
	toFrameNumber(large?.planes[100 * large.paddedWidthPx + 100] ?? 0);

/** The size of the first large frame, and where it is bright. */
const lookAt = async (made: string) => {
	const large = await probeVideo(findFfmpeg(), made);
	const { frames } = await readAll(await toFramesRequest(made, { large }));
	const [picture] = frames.flatMap((frame) => (frame.large ? [toPicture(frame.large)] : []));
	if (!picture) return undefined;
	const { widthPx, heightPx, cut } = picture;
	const at = (x: number, y: number) => cut({ a: 1, b: 0, c: x, d: 0, e: 1, f: y }, 1, 1)[0] ?? 0;
	const corners = {
		topLeft: [8, 8],
		topRight: [widthPx - 8, 8],
		bottom: [8, heightPx - 8],
	} as const;
	const bright = Object.entries(corners).filter(([, [x, y]]) => at(x, y) > 128);
	return [widthPx, heightPx, ...bright.map(([corner]) => corner)];
};

/** A line that says when a frame is shown. */
const time = (seconds: number): string => `echo "0, 0, ${seconds * 1e6}, 1, 4, 0x0" >&3`;

describe("large frames", () => {
	const folder = useTemporaryFolder();
	let file = "";

	before(async () => {
		file = folder.join("numbered.mp4");
		await makeMedia(...numberedFrames("4", 65, "320x240"), ...H264, file);
	});

	/** Black with a white corner at the top left. */
	const makeCornered = async (name: string, size: string, ...args: readonly string[]) => {
		const made = folder.join(name);
		const corner = `color=black:size=${size}:rate=10,drawbox=0:0:24:24:white:fill`;
		await makeMedia("-f", "lavfi", "-i", corner, "-frames:v", "2", ...args, ...H264, made);
		return made;
	};

	for (const members of [
		{ samplesPerSecond: "every frame" },
		{ samplesPerSecond: 2 },
		{ samplesPerSecond: 5, afterMillis: 13_000 },
		{ keyFramesOnly: { minGapMillis: 0 } },
	] as const)
		it(`show what the small ones show: ${JSON.stringify(members)}`, async () => {
			const request = await toFramesRequest(file, members);
			const { frames } = await readAll({ ...request, large: LARGE });
			assert.ok(frames.length > 1);
			assert.deepEqual(frames.map(toLargeNumber), frames.map(toNumber));
			assert.deepEqual(
				frames.map(({ large, timestampMillis }) => [
					large?.widthPx,
					large?.heightPx,
					large?.planes.length,
					large?.timestampMillis === timestampMillis,
				]),
				frames.map(() => [320, 240, LARGE_BYTES, true]),
			);
			const { frames: without } = await readAll(request);
			assert.deepEqual(without.map(toPrint), frames.map(toPrint));
			assert.ok(without.every(({ large }) => large === undefined));
		});

	it("have the form the video is shown in", async () => {
		const plain = await makeCornered("plain.mp4", "128x64");
		assert.deepEqual(await lookAt(plain), [128, 64, "topLeft"]);
		const stretched = await makeCornered("stretched.mp4", "128x64", "-vf", "setsar=3/2");
		assert.deepEqual(await lookAt(stretched), [192, 64, "topLeft"]);
		turn(plain, [0, 1, -1, 0]);
		assert.deepEqual(await lookAt(plain), [64, 128, "topRight"]);
		turn(stretched, [0, 1, -1, 0]);
		assert.deepEqual(await lookAt(stretched), [64, 192, "topRight"]);
	});

	it("are no larger than 1920 pixels, and none where the others are as large", async () => {
		assert.deepEqual(await lookAt(await makeCornered("4k.mp4", "3840x2160")), [
			1920,
			1080,
			"topLeft",
		]);
		assert.equal(await lookAt(await makeCornered("small.mp4", "64x48")), undefined);
		const detected = { widthPx: 640, heightPx: 360, paddedWidthPx: 640, paddedHeightPx: 384 };
		const toSize = (widthPx: number, heightPx: number) => {
			const large = toLargeSize({ widthPx, heightPx }, detected);
			return large && [large.widthPx, large.heightPx, large.paddedWidthPx, large.paddedHeightPx];
		};
		assert.deepEqual(toSize(4320, 7680), [1080, 1920, 1080, 1920]);
		assert.deepEqual(toSize(641, 361), [641, 361, 641, 361]);
		assert.deepEqual(toSize(16_384, 16), [1920, 2, 1920, 2]);
		assert.equal(toSize(640, 360), undefined);
	});

	it("lie in buffers that are used again", async () => {
		const request = await toFramesRequest(file, { large: LARGE });
		const largeSpares: Uint8Array[] = [];
		const buffers = new Set<unknown>();
		for await (const { large } of readFrames(request, { largeSpares })) {
			assert.ok(large?.planes.buffer instanceof SharedArrayBuffer);
			buffers.add(large.planes.buffer);
			largeSpares.push(large.planes);
		}
		assert.ok(buffers.size <= 6, `${buffers.size} buffers for 65 frames`);
	});

	it("wait for those who take their time", async () => {
		const request = await toFramesRequest(file, { large: LARGE });
		const numbers: number[] = [];
		for await (const frame of readFrames(request)) {
			numbers.push(toLargeNumber(frame));
			// Meanwhile ffmpeg fills all of its pipes.
			if (numbers.length < 5) await probeVideo(findFfmpeg(), file);
		}
		assert.deepEqual(numbers, [...Array(65).keys()]);
	});

	it("end with the rest when nobody wants them", async () => {
		const pidFile = folder.join("pid");
		const ffmpeg = folder.join("ffmpeg");
		const exec = `#!/bin/sh\necho $$ > ${pidFile}\nexec ${findFfmpeg()} "$@"\n`;
		writeFileSync(ffmpeg, exec, { mode: 0o755 });
		const aborting = new AbortController();
		const request = await toFramesRequest(file, { ffmpeg, large: LARGE });
		const frames = readFrames(request, { abortSignal: aborting.signal });
		await frames.next();
		await frames.next();
		aborting.abort(new Error("enough"));
		await assert.rejects(async () => {
			for await (const _ of frames);
		}, /enough/);
		assert.equal(existsSync(`/proc/${readFileSync(pidFile, "utf8").trim()}/cmdline`), false);
	});

	describe("come whatever ffmpeg writes first", () => {
		const small = `head -c ${64 * 64 * 3} /dev/zero`;
		const large = `head -c ${LARGE_BYTES} /dev/zero >&4`;

		for (const [order, lines] of [
			["small ones first", [time(0), time(1), time(2), small, small, small, large, large, large]],
			["large ones first", [large, small, large, small, large, small, time(0), time(1), time(2)]],
			["each in turn", [0, 1, 2].flatMap((second) => [time(second), small, large])],
		] as const)
			it(order, async () => {
				const ffmpeg = folder.join("fake");
				writeFileSync(ffmpeg, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
				const request = { ...(await toFramesRequest(file)), ffmpeg, large: LARGE };
				const { frames } = await readAll(request);
				assert.deepEqual(
					frames.map(({ timestampMillis, large: more }) => [timestampMillis, more?.planes.length]),
					[0, 1000, 2000].map((millis) => [millis, LARGE_BYTES]),
				);
			});
	});
});
