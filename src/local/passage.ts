import { isTimed } from "./container.ts";
import type { FramesRequest } from "./frames.ts";
import { EVERY_FRAME, type Sampling, toSampling, toThinned } from "./sampling.ts";

/** What of a video ffmpeg is to decode, and what of it is wanted. */
export interface Passage {
	readonly sampling: Sampling;
	/** Other frames have neither pictures nor times. They are not decoded where no time hangs on them. */
	readonly keyFrames?: "decoded" | "chosen";
	/** Earlier frames have times, but no pictures. */
	readonly fromMicros?: number;
	/** Where to begin reading the file; what comes before the next key frame there has no times either. */
	readonly placeMicros?: number;
}

/** How much earlier to begin: an index counts in decoding order, which is ahead of the order of showing. */
const MARGIN_MICROS = 10_000_000;

/**
 * As many pictures as a decoder may hold back. It was seen to lose the last frame where it began with fewer before the
 * end, at a key frame that others before it lean on.
 */
export const MIN_FRAMES_BEFORE = 16;

/** What to decode, by a short way where there is one that can be tried, and at last by the sure one. */
export const toPassages = async (request: FramesRequest): Promise<readonly Passage[]> => {
	const { afterMillis = -1, file, keyFramesOnly, samplesPerSecond, startMicros = 0 } = request;
	const toMicros = (timestampMillis: number) => Math.ceil(timestampMillis) * 1000 - startMicros;
	const isWhole = afterMillis < 0;
	if (keyFramesOnly) {
		const { minGapMillis } = keyFramesOnly;
		const fromMicros = toMicros(Math.floor(afterMillis) + Math.max(1, minGapMillis));
		return [
			{
				sampling: toThinned(minGapMillis, startMicros),
				keyFrames: (await isTimed(file)) ? "decoded" : "chosen",
				...(isWhole ? {} : { fromMicros }),
			},
		];
	}
	const sampling = samplesPerSecond === "every frame" ? EVERY_FRAME : toSampling(samplesPerSecond);
	if (isWhole) return [{ sampling }];
	const fromMicros = toMicros(Math.floor(afterMillis) + 1);
	const placeMicros = fromMicros - MARGIN_MICROS;
	const rest = { sampling, fromMicros };
	return placeMicros > 0 && (await isTimed(file)) ? [{ ...rest, placeMicros }, rest] : [rest];
};
