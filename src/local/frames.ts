import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { DecoderCrash } from "./decoderCrash.ts";
import { keepStderr, spawnFfmpeg, toInputArgs } from "./ffmpeg.ts";
import type { Frame, FrameSize } from "./frame.ts";
import { InvalidVideoError } from "./invalidVideo.ts";
import {
	type Clock,
	EveryFrame,
	ROUNDING_MICROS,
	Sampling,
	toRateThousandths,
} from "./sampling.ts";

export interface FramesRequest {
	readonly ffmpeg: string;
	readonly file: string;
	readonly size: FrameSize;
	readonly samplesPerSecond: number | "every frame";
	/** What the beginning of the file counts as; ffmpeg calls it 0. */
	readonly startMicros?: number;
	/** Of a picture, which is not looked for among the videos. */
	readonly format?: "jpeg" | "png";
	/** Only what comes after it, for an analysis that goes on. */
	readonly afterMillis?: number;
	/** Only key frames, for a quick look. */
	readonly keyFramesOnly?: boolean;
	/** How far apart key frames are at least. */
	readonly minGapMillis?: number;
}

/** How the decoding ended, for the warnings of a result: ffmpeg says 0 for half a video, too. */
export interface Ending {
	readonly lastPtsMicros: number | undefined;
	readonly complaint: string;
}

export interface ReadOptions {
	readonly abortSignal?: AbortSignal;
	/** Planes that are not needed any more, for the frames to come: memory stays flat without a garbage collector. */
	readonly spares?: Uint8Array[];
	readonly stallMillis?: number;
}

/** ffmpeg is stuck when nothing new comes for so long although we wait for it. */
const STALL_MILLIS = 30_000;

/**
 * Decodes the frames that stand for each sampling instant, with their true presentation times.
 * ffmpeg writes the sampled pictures to one pipe and the times of all frames to another: the times are
 * never counted from an assumed rate.
 */
export async function* readFrames(
	request: FramesRequest,
	{ abortSignal, spares = [], stallMillis = STALL_MILLIS }: ReadOptions = {},
): AsyncGenerator<Frame, Ending> {
	abortSignal?.throwIfAborted();
	const child = spawnFfmpeg(request.ffmpeg, toArgs(request));
	const complaint = keepStderr(child);
	const exited = exitOf(child);
	const stalled = new AbortController();
	const watchdog = startWatchdog(stallMillis, () => stalled.abort());
	const stop = () => child.kill("SIGKILL");
	const signals = AbortSignal.any([stalled.signal, ...(abortSignal ? [abortSignal] : [])]);
	signals.addEventListener("abort", stop);
	try {
		const times = readTimes(child, request.samplesPerSecond, watchdog.onProgress);
		const pictures = readPictures(child, request.size, { spares, ...watchdog });
		for await (const frame of thinOut(pictures, times, { ...request, spares })) {
			// Whoever takes the frames may take as long as they like.
			watchdog.pause();
			yield frame;
			watchdog.resume();
		}
		const how = await exited;
		abortSignal?.throwIfAborted();
		if (stalled.signal.aborted) throw new Error(`ffmpeg stopped answering. ${complaint()}`);
		if (how.signal) throw new DecoderCrash(how.signal, complaint());
		const { lastPtsMicros } = times.clock;
		if (lastPtsMicros === undefined) throw new InvalidVideoError(complaint());
		return {
			lastPtsMicros: lastPtsMicros + (request.startMicros ?? 0),
			complaint: complaint() || toComplaint(how.code),
		};
	} finally {
		watchdog.stop();
		signals.removeEventListener("abort", stop);
		stop();
	}
}

const toComplaint = (code: number | null): string =>
	code ? `it ended with exit code ${code}` : "";

/** Barks once when there was no progress for so long, unless it is paused. */
const startWatchdog = (stallMillis: number, bark: () => void) => {
	let isPaused = false;
	const timer = setTimeout(() => {
		if (isPaused) timer.refresh();
		else bark();
	}, stallMillis);
	return {
		onProgress: () => void timer.refresh(),
		pause: () => {
			isPaused = true;
		},
		resume: () => {
			isPaused = false;
			timer.refresh();
		},
		stop: () => clearTimeout(timer),
	};
};

interface Exit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

const exitOf = (child: ChildProcess): Promise<Exit> => {
	const { promise, resolve, reject } = Promise.withResolvers<Exit>();
	child.on("close", (code, signal) => resolve({ code, signal }));
	child.on("error", reject);
	// It is awaited at the end only; until then a failed start shows as pipes without data.
	promise.catch(() => undefined);
	return promise;
};

/** The times' output comes first, so that a picture never waits for its time with ffmpeg waiting for us. */
const toArgs = ({
	file,
	size,
	samplesPerSecond,
	keyFramesOnly,
	format,
}: FramesRequest): string[] => {
	const { widthPx, heightPx, paddedWidthPx, paddedHeightPx } = size;
	const some = [
		...toSamplingFilters(samplesPerSecond),
		`scale=${widthPx}:${heightPx}:flags=bilinear`,
		"setsar=1",
		`pad=${paddedWidthPx}:${paddedHeightPx}:0:0`,
	];
	const graph = [
		"[0:V:0]settb=AVTB,split[all][some]",
		"[all]crop=2:2:0:0,format=gray[times]",
		`[some]${some.join(",")}[pictures]`,
	].join(";");
	const untouched = ["-fps_mode", "passthrough", "-enc_time_base", "1:1000000", "-c:v", "rawvideo"];
	return [
		["-v", "error"],
		...(keyFramesOnly ? [["-skip_frame", "nokey"]] : []),
		toInputArgs(file, format),
		["-filter_complex", graph],
		["-map", "[times]", ...untouched, "-flush_packets", "1", "-f", "framecrc", "pipe:3"],
		["-map", "[pictures]", ...untouched, "-pix_fmt", "gbrp", "-f", "rawvideo", "pipe:1"],
	].flat();
};

const toSamplingFilters = (samplesPerSecond: FramesRequest["samplesPerSecond"]): string[] => {
	if (samplesPerSecond === "every frame") return [];
	const rate = `${toRateThousandths(samplesPerSecond)}/1000`;
	return [`setpts=PTS-${ROUNDING_MICROS}`, `fps=fps=${rate}:round=up:start_time=0`];
};

/** The clock of all frames, and a way to wait for it. */
interface Times {
	readonly clock: Clock;
	readonly changed: () => Promise<void>;
}

/** Lines of ffmpeg's framecrc: "stream, dts, pts, duration, size, checksum", after comments. */
const readTimes = (
	child: ChildProcess,
	samplesPerSecond: FramesRequest["samplesPerSecond"],
	onProgress: () => void,
): Times => {
	const clock =
		samplesPerSecond === "every frame" ? new EveryFrame() : new Sampling(samplesPerSecond);
	let waiting = Promise.withResolvers<void>();
	const tell = () => {
		waiting.resolve();
		waiting = Promise.withResolvers<void>();
	};
	const lines = createInterface({ input: toReadable(child.stdio[3]) });
	lines.on("line", (line) => {
		if (line.startsWith("#")) return;
		const ptsMicros = Number(line.split(",")[2]);
		if (!Number.isSafeInteger(ptsMicros)) return;
		// A file that goes round in circles makes frames, but no progress.
		if (ptsMicros > (clock.lastPtsMicros ?? -Infinity)) onProgress();
		clock.add(ptsMicros);
		tell();
	});
	lines.on("close", () => {
		clock.end();
		tell();
	});
	return { clock, changed: () => waiting.promise };
};

const toReadable = (pipe: unknown): Readable => {
	if (pipe instanceof Readable) return pipe;
	throw new Error("ffmpeg was started without a pipe to read from.");
};

/** Cuts the stream of bytes into pictures, each a buffer of its own that threads can share. */
async function* readPictures(
	child: ChildProcess,
	{ paddedWidthPx, paddedHeightPx }: FrameSize,
	{ spares, onProgress }: { readonly spares: Uint8Array[]; readonly onProgress: () => void },
): AsyncGenerator<Uint8Array> {
	const sizeBytes = paddedWidthPx * paddedHeightPx * 3;
	let picture: Uint8Array | undefined;
	let filled = 0;
	for await (const chunk of toReadable(child.stdout)) {
		onProgress();
		const bytes: Uint8Array = chunk;
		for (let from = 0; from < bytes.length;) {
			picture ??= spares.pop() ?? new Uint8Array(new SharedArrayBuffer(sizeBytes));
			const part = bytes.subarray(from, from + sizeBytes - filled);
			picture.set(part, filled);
			filled += part.length;
			from += part.length;
			if (filled < sizeBytes) continue;
			yield picture;
			picture = undefined;
			filled = 0;
		}
	}
}

/** Leaves out what is not asked for. */
async function* thinOut(
	pictures: AsyncIterable<Uint8Array>,
	times: Times,
	request: FramesRequest & { readonly spares: Uint8Array[] },
): AsyncGenerator<Frame> {
	const { afterMillis = -1, minGapMillis = 0 } = request;
	let nextMillis = afterMillis + 1;
	for await (const frame of pair(pictures, times, request))
		if (frame.timestampMillis < nextMillis) request.spares.push(frame.planes);
		else {
			nextMillis = frame.timestampMillis + minGapMillis;
			yield frame;
		}
}

/** The picture of each sampling instant with the time of its frame; a frame shown for long comes once. */
async function* pair(
	pictures: AsyncIterable<Uint8Array>,
	{ clock, changed }: Times,
	{ spares, size, startMicros = 0 }: FramesRequest & { readonly spares: Uint8Array[] },
): AsyncGenerator<Frame> {
	let slot = -1;
	let doneMicros = -Infinity;
	let unseen: Uint8Array | undefined;
	const toFrame = (planes: Uint8Array, ptsMicros: number): Frame => ({
		...size,
		timestampMillis: Math.max(0, Math.floor((ptsMicros + startMicros) / 1000)),
		planes,
	});
	for await (const planes of pictures) {
		slot += 1;
		let ptsMicros = clock.take(slot);
		while (ptsMicros === "wait") {
			await changed();
			ptsMicros = clock.take(slot);
		}
		if (ptsMicros !== "none" && ptsMicros > doneMicros)
			yield toFrame(planes, (doneMicros = ptsMicros));
		else if (ptsMicros === "none" && !unseen) unseen = planes;
		else spares.push(planes);
	}
	// A video too short to reach a sampling instant still has a picture to look at.
	if (doneMicros === -Infinity && unseen && clock.lastPtsMicros !== undefined)
		yield toFrame(unseen, clock.lastPtsMicros);
}
