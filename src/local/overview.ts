import type { VideoMetadata } from "@aws-sdk/client-rekognition";
import { mapOrdered } from "../core/mapOrdered.ts";
import type { AnalysisEvent } from "./analysis.ts";
import type { FaceReader } from "./detector.ts";
import type { Frame } from "./frame.ts";
import { type FramesRequest, readFrames } from "./frames.ts";

/** Shorter videos are read before anybody could look. */
const MIN_DURATION_MILLIS = 120_000;
/** Two for each pixel of a usual timeline would be lost. */
const INSTANTS = 200;
/** Where every frame is a key frame, a look over all of them is no quick one. */
const MIN_BUDGET_MILLIS = 3000;
const BUDGET_SHARE = 0.01;

type Source = Pick<FramesRequest, "ffmpeg" | "file" | "size" | "startMicros"> & {
	readonly VideoMetadata: VideoMetadata;
};

/** A quick look at some key frames of a long video, so that its whole timeline is there within seconds. */
export async function* glanceOver(
	{ VideoMetadata: { DurationMillis = 0 }, ...source }: Source,
	reader: FaceReader & { readonly concurrency: number },
	{ abortSignal }: { readonly abortSignal?: AbortSignal },
): AsyncGenerator<AnalysisEvent> {
	if (DurationMillis < MIN_DURATION_MILLIS) return;
	const budget = AbortSignal.timeout(Math.max(MIN_BUDGET_MILLIS, BUDGET_SHARE * DurationMillis));
	const leaving = new AbortController();
	const signals = [budget, leaving.signal, ...(abortSignal ? [abortSignal] : [])];
	const spares: Uint8Array[] = [];
	const minGapMillis = DurationMillis / INSTANTS;
	const frames = readFrames(
		{ ...source, samplesPerSecond: "every frame", keyFramesOnly: { minGapMillis } },
		{ abortSignal: AbortSignal.any(signals), spares },
	);
	const look = async (frame: Frame): Promise<AnalysisEvent> => {
		const faces = await reader.glance(frame);
		spares.push(frame.planes);
		const { timestampMillis: Timestamp } = frame;
		return { type: "glance", faces: faces.map((Face) => ({ Timestamp, Face })) };
	};
	try {
		yield* mapOrdered(frames, look, {
			limit: reader.concurrency,
			onLeave: () => leaving.abort(),
		});
	} catch {
		// What is wrong with the video, the thorough pass will say.
		abortSignal?.throwIfAborted();
	}
}
