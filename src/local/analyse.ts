import { mapOrdered } from "../core/mapOrdered.ts";
import type { AnalysisEvent, AnalysisRequest } from "./analysis.ts";
import type { Detector } from "./detector.ts";
import type { Frame } from "./frame.ts";
import { type Ending, type FramesRequest, readFrames } from "./frames.ts";
import { type Probe, probeVideo } from "./probe.ts";

export interface AnalysisParts {
	readonly ffmpeg: string;
	/** With its concurrency, where it works on several frames at a time. */
	readonly detector: Detector & {
		readonly concurrency?: number;
		readonly modelNames?: readonly string[];
	};
}

/** Less is missing at the end of many sound files: the sound is a little longer than the picture. */
const MISSING_TOLERATED_MILLIS = 1000;

/** Probes, decodes and detects, here and now; `engineHost.ts` runs it in a process of its own. */
export async function* analyse(
	{ file, samplesPerSecond }: AnalysisRequest,
	{ ffmpeg, detector }: AnalysisParts,
	{ abortSignal }: { readonly abortSignal?: AbortSignal } = {},
): AsyncGenerator<AnalysisEvent> {
	const options = abortSignal ? { abortSignal } : {};
	const probe = await probeVideo(ffmpeg, file, options);
	yield {
		type: "video",
		VideoMetadata: probe.VideoMetadata,
		models: detector.modelNames ?? [detector.modelName],
	};
	const size = detector.toFrameSize(probe);
	const rate = toSamplingRate(samplesPerSecond, probe);
	const { startMicros } = probe;
	const frames: FramesRequest = { ffmpeg, file, size, samplesPerSecond: rate, startMicros };
	const ending = yield* detectFaces(frames, detector, options);
	for (const text of toWarnings(probe, ending)) yield { type: "warning", text };
}

/** ffmpeg names a video's rate with two decimals. */
const RATE_PRECISION = 0.01;

/** Where more is asked than there is, sampling would only lose frames whose times were rounded. */
const toSamplingRate = (
	samplesPerSecond: number,
	{ VideoMetadata: { FrameRate } }: Probe,
): FramesRequest["samplesPerSecond"] =>
	FrameRate && samplesPerSecond >= FrameRate - RATE_PRECISION ? "every frame" : samplesPerSecond;

/** Decodes on while the detector is at work, as far ahead as it takes frames at a time. */
async function* detectFaces(
	request: FramesRequest,
	detector: Detector & { readonly concurrency?: number },
	{ abortSignal }: { readonly abortSignal?: AbortSignal },
): AsyncGenerator<AnalysisEvent, Ending> {
	const leaving = new AbortController();
	const signals = [leaving.signal, ...(abortSignal ? [abortSignal] : [])];
	const spares: Uint8Array[] = [];
	const frames = readFrames(request, { abortSignal: AbortSignal.any(signals), spares });
	const detect = async (frame: Frame): Promise<AnalysisEvent> => {
		const faces = await detector.detect(frame);
		spares.push(frame.planes);
		return { type: "frame", Timestamp: frame.timestampMillis, faces };
	};
	return yield* mapOrdered(frames, detect, {
		limit: detector.concurrency ?? 1,
		onLeave: () => leaving.abort(),
	});
}

/** ffmpeg ends a damaged file without an error: compare where it ended with where it should have. */
const toWarnings = ({ VideoMetadata }: Probe, ending: Ending): string[] => {
	const endMillis = (ending.lastPtsMicros ?? 0) / 1000;
	const { DurationMillis = 0, FrameRate } = VideoMetadata;
	const frameMillis = FrameRate ? 1000 / FrameRate : 0;
	const missingMillis = DurationMillis - endMillis - frameMillis;
	return [
		...(missingMillis > MISSING_TOLERATED_MILLIS
			? [
					`The picture ends at ${toSeconds(endMillis)} of ${toSeconds(DurationMillis)}: the file is damaged or cut off, and what follows was not analysed.`,
				]
			: []),
		...(ending.complaint
			? [`ffmpeg complained while decoding: ${ending.complaint.split("\n").at(-1)}`]
			: []),
	];
};

const toSeconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`;
