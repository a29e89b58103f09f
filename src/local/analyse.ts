import type { AnalysisEvent, AnalysisRequest } from "./analysis.ts";
import type { Detector } from "./detector.ts";
import { type Ending, type FramesRequest, readFrames } from "./frames.ts";
import { type Probe, probeVideo } from "./probe.ts";

/** Less is missing at the end of many sound files: the sound is a little longer than the picture. */
const MISSING_TOLERATED_MILLIS = 1000;

/** Probes, decodes and detects, here and now; `engineHost.ts` runs it in a process of its own. */
export async function* analyse(
	{ file, samplesPerSecond }: AnalysisRequest,
	{ ffmpeg, detector }: { readonly ffmpeg: string; readonly detector: Detector },
	{ abortSignal }: { readonly abortSignal?: AbortSignal } = {},
): AsyncGenerator<AnalysisEvent> {
	const options = abortSignal ? { abortSignal } : {};
	const probe = await probeVideo(ffmpeg, file, options);
	yield { type: "video", VideoMetadata: probe.VideoMetadata, models: [detector.modelName] };
	const size = detector.toFrameSize(probe);
	const ending = yield* detectFaces({ ffmpeg, file, size, samplesPerSecond }, detector, options);
	for (const text of toWarnings(probe, ending)) yield { type: "warning", text };
}

async function* detectFaces(
	request: FramesRequest,
	detector: Detector,
	options: { readonly abortSignal?: AbortSignal },
): AsyncGenerator<AnalysisEvent, Ending> {
	const frames = readFrames(request, options);
	try {
		for (;;) {
			const next = await frames.next();
			if (next.done) return next.value;
			const faces = await detector.detect(next.value);
			yield { type: "frame", Timestamp: next.value.timestampMillis, faces };
		}
	} finally {
		await frames.return({ lastPtsMicros: undefined, complaint: "" });
	}
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
