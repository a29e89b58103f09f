import type { VideoMetadata } from "@aws-sdk/client-rekognition";
import type { FoundFace } from "./engine.ts";

/** What the extension tells the player. */
export type ToPlayer =
	/** The places the video can be had at, the likeliest first. */
	| { readonly type: "video"; readonly name: string; readonly sources: readonly string[] }
	/** The next stretch of a result, in the order of time; the first one begins it, maybe anew. */
	| {
			readonly type: "faces";
			readonly faces: readonly FoundFace[];
			readonly isFirst: boolean;
			/** How much of the video is analysed, 0..1, while that goes on. */
			readonly progress?: number;
			/** Of what is not analysed yet, a quick look. */
			readonly overview?: readonly FoundFace[];
	  }
	/** All faces have been sent. */
	| {
			readonly type: "done";
			readonly metadata: VideoMetadata;
			readonly engine: string;
			readonly models: readonly string[];
			readonly warnings: readonly string[];
	  }
	| { readonly type: "problem"; readonly message: string };

/** What the player tells the extension. */
export type FromPlayer =
	/** It listens now: everything sent before is lost. */
	| { readonly type: "ready" }
	/** No source could be played. */
	| { readonly type: "unplayable"; readonly message: string };

const MAX_MESSAGE_CHARS = 1000;

/** Reads what came from the web view, or undefined when it is nothing the player says. */
export const parseFromPlayer = (message: unknown): FromPlayer | undefined => {
	if (typeof message !== "object" || message === null || !("type" in message)) return undefined;
	if (message.type === "ready") return { type: "ready" };
	if (message.type === "unplayable" && "message" in message && typeof message.message === "string")
		return { type: "unplayable", message: message.message.slice(0, MAX_MESSAGE_CHARS) };
	return undefined;
};
