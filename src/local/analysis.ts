import type { FaceAttributes, FaceDetail, VideoMetadata } from "@aws-sdk/client-rekognition";

/** What is to be analysed, once the video is a file on this machine. */
export interface AnalysisRequest {
	readonly file: string;
	readonly samplesPerSecond: number;
	readonly FaceAttributes: FaceAttributes;
}

/** What an analysis says as it goes, in the order of the video. */
export type AnalysisEvent =
	| {
			readonly type: "video";
			readonly VideoMetadata: VideoMetadata;
			readonly models: readonly string[];
	  }
	| {
			readonly type: "frame";
			readonly Timestamp: number;
			readonly faces: readonly FaceDetail[];
	  }
	| { readonly type: "warning"; readonly text: string };

/** Analyses a video; leaving the loop early ends it. */
export type Analyse = (
	request: AnalysisRequest,
	options: { readonly abortSignal: AbortSignal },
) => AsyncIterable<AnalysisEvent>;
