import type { Video } from "@aws-sdk/client-rekognition";
import type { CallOptions } from "./engine.ts";

/** A video as a file that can be read until it is released. */
interface VideoFile {
	readonly file: string;
	/** Which bytes it holds: another video, or the same one changed, has another. */
	readonly identity: string;
	readonly release: () => Promise<void>;
}

/** How far the fetching of a video is, 0..1. */
interface OpenOptions extends CallOptions {
	readonly onProgress?: (fetched: number) => void;
}

/** Where engines and players get a video's bytes from. */
export interface VideoSource {
	/** Throws Rekognition's exception when the video is not there; quick, since Start waits for it. */
	readonly check: (video: Video, options?: CallOptions) => Promise<void>;
	/** The whole video as a file on this machine. */
	readonly open: (video: Video, options?: OpenOptions) => Promise<VideoFile>;
}
