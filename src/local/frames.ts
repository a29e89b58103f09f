import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { keepStderr, spawnFfmpeg, toInputArgs } from "./ffmpeg.ts";
import type { Frame, FrameSize } from "./frame.ts";
import { InvalidVideoError } from "./invalidVideo.ts";
import { Sampling, toRateThousandths } from "./sampling.ts";

export interface FramesRequest {
	readonly ffmpeg: string;
	readonly file: string;
	readonly size: FrameSize;
	readonly samplesPerSecond: number;
}

/** How the decoding ended, for the warnings of a result: ffmpeg says 0 for half a video, too. */
export interface Ending {
	readonly lastPtsMicros: number | undefined;
	readonly complaint: string;
}

/** ffmpeg is stuck when neither a frame nor a time comes for so long. */
const STALL_MILLIS = 30_000;

/**
 * Decodes the frames that stand for each sampling instant, with their true presentation times.
 * ffmpeg writes the sampled pictures to one pipe and the times of all frames to another: the times are
 * never counted from an assumed rate.
 */
export async function* readFrames(
	request: FramesRequest,
	{ abortSignal }: { readonly abortSignal?: AbortSignal } = {},
): AsyncGenerator<Frame, Ending> {
	abortSignal?.throwIfAborted();
	const child = spawnFfmpeg(request.ffmpeg, toArgs(request));
	const complaint = keepStderr(child);
	const exited = exitOf(child);
	const watchdog = new AbortController();
	const stall = setTimeout(
		() => watchdog.abort(new Error(`ffmpeg stopped answering. ${complaint()}`)),
		STALL_MILLIS,
	);
	const stop = () => child.kill("SIGKILL");
	const signals = AbortSignal.any([watchdog.signal, ...(abortSignal ? [abortSignal] : [])]);
	signals.addEventListener("abort", stop);
	try {
		const times = readTimes(child, request.samplesPerSecond, () => stall.refresh());
		yield* pair(
			readPictures(child, request.size, () => stall.refresh()),
			times,
			request.size,
		);
		await exited;
		signals.throwIfAborted();
		if (times.sampling.lastPtsMicros === undefined) throw new InvalidVideoError(complaint());
		return { lastPtsMicros: times.sampling.lastPtsMicros, complaint: complaint() };
	} finally {
		clearTimeout(stall);
		signals.removeEventListener("abort", stop);
		stop();
	}
}

const exitOf = (child: ChildProcess): Promise<unknown> => {
	const { promise, resolve, reject } = Promise.withResolvers<unknown>();
	child.on("close", resolve);
	child.on("error", reject);
	// It is awaited at the end only; until then a failed start shows as pipes without data.
	promise.catch(() => undefined);
	return promise;
};

/** The times' output comes first, so that a picture never waits for its time with ffmpeg waiting for us. */
const toArgs = ({ file, size, samplesPerSecond }: FramesRequest): string[] => {
	const { widthPx, heightPx, paddedWidthPx, paddedHeightPx } = size;
	const rate = `${toRateThousandths(samplesPerSecond)}/1000`;
	const graph = [
		"[0:V:0]settb=AVTB,split[all][some]",
		"[all]crop=2:2:0:0,format=gray[times]",
		`[some]fps=fps=${rate}:round=up:start_time=0,scale=${widthPx}:${heightPx}:flags=bilinear,setsar=1,pad=${paddedWidthPx}:${paddedHeightPx}:0:0[pictures]`,
	].join(";");
	const untouched = ["-fps_mode", "passthrough", "-enc_time_base", "1:1000000", "-c:v", "rawvideo"];
	return [
		["-v", "error"],
		toInputArgs(file),
		["-filter_complex", graph],
		["-map", "[times]", ...untouched, "-flush_packets", "1", "-f", "framecrc", "pipe:3"],
		["-map", "[pictures]", ...untouched, "-pix_fmt", "gbrp", "-f", "rawvideo", "pipe:1"],
	].flat();
};

/** The clock of all frames, and a way to wait for it. */
interface Times {
	readonly sampling: Sampling;
	readonly changed: () => Promise<void>;
}

/** Lines of ffmpeg's framecrc: "stream, dts, pts, duration, size, checksum", after comments. */
const readTimes = (child: ChildProcess, samplesPerSecond: number, onData: () => void): Times => {
	const sampling = new Sampling(samplesPerSecond);
	let waiting = Promise.withResolvers<void>();
	const tell = () => {
		waiting.resolve();
		waiting = Promise.withResolvers<void>();
	};
	const lines = createInterface({ input: toReadable(child.stdio[3]) });
	lines.on("line", (line) => {
		if (line.startsWith("#")) return;
		const ptsMicros = Number(line.split(",")[2]);
		if (Number.isSafeInteger(ptsMicros)) sampling.add(ptsMicros);
		onData();
		tell();
	});
	lines.on("close", () => {
		sampling.end();
		tell();
	});
	return { sampling, changed: () => waiting.promise };
};

const toReadable = (pipe: unknown): Readable => {
	if (pipe instanceof Readable) return pipe;
	throw new Error("ffmpeg was started without a pipe to read from.");
};

/** Cuts the stream of bytes into pictures, each a buffer of its own. */
async function* readPictures(
	child: ChildProcess,
	{ paddedWidthPx, paddedHeightPx }: FrameSize,
	onData: () => void,
): AsyncGenerator<Uint8Array> {
	const sizeBytes = paddedWidthPx * paddedHeightPx * 3;
	let picture = new Uint8Array(sizeBytes);
	let filled = 0;
	for await (const chunk of toReadable(child.stdout)) {
		onData();
		const bytes: Uint8Array = chunk;
		for (let from = 0; from < bytes.length;) {
			const part = bytes.subarray(from, from + sizeBytes - filled);
			picture.set(part, filled);
			filled += part.length;
			from += part.length;
			if (filled < sizeBytes) continue;
			yield picture;
			picture = new Uint8Array(sizeBytes);
			filled = 0;
		}
	}
}

/** The picture of each sampling instant with the time of its frame; a frame shown for long comes once. */
async function* pair(
	pictures: AsyncIterable<Uint8Array>,
	{ sampling, changed }: Times,
	size: FrameSize,
): AsyncGenerator<Frame> {
	let slot = -1;
	let doneMicros = -Infinity;
	let unseen: Uint8Array | undefined;
	const toFrame = (planes: Uint8Array, ptsMicros: number): Frame => ({
		...size,
		timestampMillis: Math.floor(ptsMicros / 1000),
		planes,
	});
	for await (const planes of pictures) {
		slot += 1;
		let ptsMicros = sampling.take(slot);
		while (ptsMicros === "wait") {
			await changed();
			ptsMicros = sampling.take(slot);
		}
		if (ptsMicros === "none") unseen ??= planes;
		else if (ptsMicros > doneMicros) yield toFrame(planes, (doneMicros = ptsMicros));
	}
	// A video too short to reach a sampling instant still has a picture to look at.
	if (doneMicros === -Infinity && unseen && sampling.lastPtsMicros !== undefined)
		yield toFrame(unseen, sampling.lastPtsMicros);
}
