import type { FaceAttributes, VideoMetadata } from "@aws-sdk/client-rekognition";
import type { FoundFace } from "../api/engine.ts";
import type { ImageHeader } from "../core/imageHeader.ts";

/** What is to be analysed, once the video is a file on this machine. */
export interface AnalysisRequest {
	readonly file: string;
	readonly samplesPerSecond: number;
	readonly FaceAttributes: FaceAttributes;
	/** It is no video but a picture. */
	readonly image?: ImageHeader;
	/** Everybody's looks are wanted, too. */
	readonly isSearch?: boolean;
	/** Where an analysis before has come to; with other models it is begun anew. */
	readonly resume?: Resume | undefined;
}

/** What is needed to go on with an analysis. */
export interface Resume {
	readonly timestampMillis: number;
	readonly state: Uint8Array;
	readonly models: readonly string[];
}

/** What an analysis says as it goes, in the order of the video. */
export type AnalysisEvent =
	| {
			readonly type: "video";
			readonly VideoMetadata: VideoMetadata;
			readonly models: readonly string[];
			/** It goes on where it was asked to. */
			readonly isResumed: boolean;
	  }
	/** Faces of a quick look over the whole video, before the thorough one. */
	| { readonly type: "glance"; readonly faces: readonly FoundFace[] }
	| { readonly type: "frame"; readonly Timestamp: number; readonly faces: readonly FoundFace[] }
	/** Somebody who will not be seen again, or has been to the end; by all their looks together. */
	| { readonly type: "person"; readonly Index: number; readonly looks: Float32Array }
	/** Everything up to here has been told: from here it can go on. */
	| { readonly type: "checkpoint"; readonly timestampMillis: number; readonly state: Uint8Array }
	| { readonly type: "warning"; readonly text: string };

/** Analyses a video; leaving the loop early ends it. */
export type Analyse = (
	request: AnalysisRequest,
	options: { readonly abortSignal: AbortSignal },
) => AsyncIterable<AnalysisEvent>;
