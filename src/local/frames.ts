import { setImmediate } from "node:timers/promises";
import { type Decoder, startDecoder } from "./decoder.ts";
import type { Frame, FrameSize } from "./frame.ts";
import { PIPES, toFrameArgs } from "./frameArgs.ts";
import { FrameTimes } from "./frameTimes.ts";
import { InvalidVideoError } from "./invalidVideo.ts";
import { type PictureQueue, queuePictures } from "./pictureQueue.ts";
import { findPlace, MIN_FRAMES_BEFORE } from "./seeking.ts";
import { EVERY_FRAME, type Sampling, toSampling } from "./sampling.ts";

export interface FramesRequest {
	readonly ffmpeg: string;
	readonly file: string;
	readonly size: FrameSize;
	readonly samplesPerSecond: number | "every frame";
	/** What the beginning of the file counts as; ffmpeg calls it 0. */
	readonly startMicros?: number;
	/** Only frames with later timestamps are wanted: the very ones that come after it in the whole video. */
	readonly afterMillis?: number;
	/** Of a picture, which is not looked for among the videos. */
	readonly format?: "jpeg" | "png";
	/** Only key frames, for a quick look. */
	readonly keyFramesOnly?: boolean;
	/** How far apart frames are at least. */
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

const STALL_MILLIS = 30_000;

/**
 * Decodes the frames that stand for each sampling instant, with their true presentation times.
 * ffmpeg writes the sampled pictures to one pipe and the times of all frames to another: the times are
 * never counted from an assumed rate.
 */
export async function* readFrames(
	request: FramesRequest,
	options: ReadOptions = {},
): AsyncGenerator<Frame, Ending> {
	const fromMicros = toFromMicros(request);
	const place = fromMicros === undefined ? undefined : await findPlace(request.file, fromMicros);
	const whole = { ...request, fromMicros };
	if (place === undefined) return yield* decode(whole, options);
	try {
		return yield* decode({ ...whole, placeMicros: place }, options);
	} catch (error) {
		if (!(error instanceof PlaceMissed)) throw error;
	}
	return yield* decode(whole, options);
}

/** The first time whose timestamp is wanted, as ffmpeg counts. */
const toFromMicros = ({ afterMillis, startMicros = 0 }: FramesRequest): number | undefined =>
	afterMillis === undefined || afterMillis < 0
		? undefined
		: (Math.floor(afterMillis) + 1) * 1000 - startMicros;

/** The file's index led to a place too close to the frames that are wanted, or behind the first of them. */
class PlaceMissed extends Error {
	override readonly name = "PlaceMissed";
}

interface Passage extends FramesRequest {
	readonly fromMicros: number | undefined;
	readonly placeMicros?: number;
}

async function* decode(
	passage: Passage,
	{ spares = [], stallMillis = STALL_MILLIS, ...options }: ReadOptions,
): AsyncGenerator<Frame, Ending> {
	options.abortSignal?.throwIfAborted();
	const { ffmpeg, size, startMicros = 0, fromMicros, placeMicros } = passage;
	const sampling = samplingOf(passage);
	const args = toFrameArgs({ ...passage, sampling });
	const decoder = startDecoder(ffmpeg, args, { stallMillis, ...options });
	const { onProgress, pause, resume } = decoder.watchdog;
	try {
		const timesPipe = decoder.pipe(PIPES.times);
		const times = new FrameTimes(timesPipe, { sampling, fromMicros, onProgress });
		const pictures = queuePictures(decoder.pipe(PIPES.pictures), {
			sizeBytes: size.paddedWidthPx * size.paddedHeightPx * 3,
			spares,
			onProgress,
		});
		await times.reached;
		if (placeMicros !== undefined) await land(decoder, times);
		for await (const frame of pair(pictures, times, { ...passage, spares })) {
			// Whoever takes the frames may take as long as they like.
			pause();
			yield frame;
			resume();
		}
		times.drain();
		return toEnding(times, await decoder.end(), startMicros);
	} finally {
		decoder.dispose();
	}
}

const samplingOf = ({ samplesPerSecond }: FramesRequest): Sampling =>
	samplesPerSecond === "every frame" ? EVERY_FRAME : toSampling(samplesPerSecond);

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

/** Each picture that is wanted with the time of its frame. */
async function* pair(
	pictures: PictureQueue,
	times: FrameTimes,
	request: FramesRequest & { readonly spares: Uint8Array[] },
): AsyncGenerator<Frame> {
	const { spares, size, startMicros = 0, minGapMillis = 0 } = request;
	const toFrame = (planes: Uint8Array, ptsMicros: number): Frame => ({
		...size,
		timestampMillis: Math.max(0, Math.floor((ptsMicros + startMicros) / 1000)),
		planes,
	});
	let first: Frame | undefined;
	let isEmpty = true;
	let nextMicros = -Infinity;
	for (let planes = await pictures.take(); planes; planes = await pictures.take()) {
		const pictured = await times.take();
		if (pictured?.isWanted && pictured.ptsMicros >= nextMicros) {
			isEmpty = false;
			nextMicros = pictured.ptsMicros + minGapMillis * 1000;
			yield toFrame(planes, pictured.ptsMicros);
		} else if (pictured && !first) first = toFrame(planes, pictured.ptsMicros);
		else spares.push(planes);
	}
	// A video too short to reach a sampling instant still has a picture to look at.
	if (isEmpty && first && times.skipped === 0) yield first;
}
