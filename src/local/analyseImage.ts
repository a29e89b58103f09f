import type { AnalysisEvent, AnalysisRequest } from "./analysis.ts";
import type { AnalysisParts } from "./analyse.ts";
import type { ImageHeader } from "../core/imageHeader.ts";
import { readFrames } from "./frames.ts";

/** Finds the faces of a picture; with `isSearch` each is a person with looks, by its place in the list. */
export async function* analyseImage(
	{ file, isSearch = false }: AnalysisRequest,
	{ format, ...shown }: ImageHeader,
	{ ffmpeg, reader }: AnalysisParts,
): AsyncGenerator<AnalysisEvent> {
	const size = reader.toFrameSize(shown);
	const large = shown;
	const samplesPerSecond = "every frame";
	const frames = readFrames({ ffmpeg, file, size, format, large, samplesPerSecond });
	for await (const frame of frames) {
		const faces = await reader.detect(frame);
		const looks = isSearch ? await reader.embed(frame, faces) : [];
		yield { type: "frame", Timestamp: 0, faces: faces.map((Face) => ({ Timestamp: 0, Face })) };
		for (const [Index, each] of looks.entries()) yield { type: "person", Index, looks: each };
		return;
	}
}
