import { setImmediate } from "node:timers/promises";
import { type Decoder, startDecoder } from "./decoder.ts";
import { type Frame, type FrameSize, type ShownSize, toLargeSize } from "./frame.ts";
import { PIPES, toFrameArgs } from "./frameArgs.ts";
import { type FrameQueue, queueFrames } from "./frameQueue.ts";
import { FrameTimes } from "./frameTimes.ts";
import { InvalidVideoError } from "./invalidVideo.ts";
import { MIN_FRAMES_BEFORE, type Passage, toPassages } from "./passage.ts";
import { toTimestampMillis } from "./sampling.ts";

export interface FramesRequest {
	readonly ffmpeg: string;
	readonly file: string;
	readonly size: FrameSize;
	readonly samplesPerSecond: number | "every frame";
	/** What the beginning of the file counts as; ffmpeg calls it 0. */
	readonly startMicros?: number;
	/** Of a picture, which is not looked for among the videos. */
	readonly format?: "jpeg" | "png";
	/** Only frames with later timestamps are wanted: the very ones that come after it in the whole video. */
	readonly afterMillis?: number;
	/**
	 * The size the video is shown at: its frames then have a large picture, too, if the other one is smaller.
	 * A Probe is such a size.
	 */
	readonly large?: ShownSize;
	/** A quick look: only key frames are decoded, and samplesPerSecond does not count. */
	readonly keyFramesOnly?: {
		/** At least so much lies between two timestamps. */
		readonly minGapMillis: number;
	};
}

/** How the decoding ended, for the warnings of a result: ffmpeg says 0 for half a video, too. */
export interface Ending {
	/** The last key frame's, where nothing else was decoded. */
	readonly lastPtsMicros: number | undefined;
	readonly complaint: string;
}

export interface ReadOptions {
	readonly abortSignal?: AbortSignal;
	/** Planes that are not needed any more, for the frames to come: memory stays flat without a garbage collector. */
	readonly spares?: Uint8Array[];
	/** The same for large pictures. */
	readonly largeSpares?: Uint8Array[];
	readonly stallMillis?: number;
}

const STALL_MILLIS = 30_000;
/** Nothing comes between two key frames, which may be all that there is between. */
const KEY_FRAMES_STALL_MILLIS = 300_000;

/**
 * Decodes the frames that stand for each sampling instant, with their true presentation times.
 * ffmpeg writes the sampled pictures to one pipe and the times of all frames to another: the times are
 * never counted from an assumed rate.
 */
export async function* readFrames(
	request: FramesRequest,
	options: ReadOptions = {},
): AsyncGenerator<Frame, Ending> {
	for (const passage of await toPassages(request))
		try {
			return yield* decode(request, passage, options);
		} catch (error) {
			if (!(error instanceof PlaceMissed)) throw error;
		}
	throw new PlaceMissed();
}

/** The file's index led to a place too close to the frames that are wanted, or behind the first of them. */
class PlaceMissed extends Error {
	override readonly name = "PlaceMissed";
}

async function* decode(
	request: FramesRequest,
	passage: Passage,
	options: ReadOptions,
): AsyncGenerator<Frame, Ending> {
	const { abortSignal, stallMillis = passage.keyFrames ? KEY_FRAMES_STALL_MILLIS : STALL_MILLIS } =
		options;
	abortSignal?.throwIfAborted();
	const { ffmpeg, size, startMicros = 0 } = request;
	const large = request.large && toLargeSize(request.large, size);
	const decoder = startDecoder(ffmpeg, toFrameArgs(request, passage, large), {
		stallMillis,
		...(abortSignal ? { abortSignal } : {}),
		morePipes: large ? 2 : 1,
	});
	const { onProgress, pause, resume } = decoder.watchdog;
	try {
		const timesPipe = decoder.pipe(PIPES.times);
		const times = new FrameTimes(timesPipe, { ...passage, onProgress });
		const frames = openFrames(decoder, { size, large }, options);
		await times.reached;
		if (passage.placeMicros !== undefined) await land(decoder, times);
		for await (const frame of pair(frames, times, startMicros)) {
			// Whoever takes the frames may take as long as they like.
			pause();
			yield frame;
			resume();
		}
		frames.close();
		times.drain();
		return toEnding(times, await decoder.end(), startMicros);
	} finally {
		decoder.dispose();
	}
}

const openFrames = (
	{ pipe, watchdog }: Decoder,
	{ size, large }: { readonly size: FrameSize; readonly large: FrameSize | undefined },
	{ spares, largeSpares }: ReadOptions,
): FrameQueue =>
	queueFrames(
		{ input: pipe(PIPES.pictures), size, spares },
		large && { input: pipe(PIPES.large), size: large, spares: largeSpares },
		watchdog.onProgress,
	);

const land = async (decoder: Decoder, times: FrameTimes): Promise<void> => {
	if (times.skipped < MIN_FRAMES_BEFORE) throw new PlaceMissed();
	// Complaints have a pipe of their own: what was written before is read by then.
	await setImmediate();
	// The first frames may lean on others that were not decoded.
	decoder.forgive();
};

const toEnding = (times: FrameTimes, complaint: string, startMicros: number): Ending => {
	const { lastPtsMicros, isReached, isEven } = times;
	if (lastPtsMicros === undefined) throw new InvalidVideoError(complaint);
	return {
		lastPtsMicros: lastPtsMicros + startMicros,
		// Where no picture is left some versions of ffmpeg complain of that.
		complaint: isReached ? complaint || (isEven ? "" : UNEVEN) : "",
	};
};

/** Some filters of ffmpeg lose a picture when the video changes its size. */
const UNEVEN = "it gave more or fewer pictures than times, which may be wrong therefore";

/** The frames that are wanted, with their times. */
async function* pair(
	frames: FrameQueue,
	times: FrameTimes,
	startMicros: number,
): AsyncGenerator<Frame> {
	let first: Frame | undefined;
	let isEmpty = true;
	for (let taken = await frames.take(); taken; taken = await frames.take()) {
		const pictured = await times.take();
		const timestampMillis = toTimestampMillis((pictured?.ptsMicros ?? 0) + startMicros);
		const frame = frames.toFrame(taken, timestampMillis);
		if (pictured?.isWanted) {
			isEmpty = false;
			yield frame;
		} else if (pictured && !first) first = frame;
		else frames.giveBack(taken);
	}
	// A video too short to reach a sampling instant still has a picture to look at.
	if (isEmpty && first && times.skipped === 0) yield first;
}
