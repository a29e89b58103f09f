import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PictureSize } from "./pose.ts";

export interface VideoShape extends PictureSize {
	readonly framesPerSecond: number;
	readonly seconds: number;
}

export interface EncodeOptions {
	readonly ffmpeg: string;
	readonly abortSignal?: AbortSignal | undefined;
}

/** Writes rgb24 pictures as an MP4 of H.264 and a quiet AAC chord. */
export const encode = async (
	pictures: AsyncIterable<Uint8Array>,
	shape: VideoShape,
	file: string,
	{ ffmpeg, abortSignal }: EncodeOptions,
): Promise<void> => {
	const child = spawn(ffmpeg, toArgs(shape, file), { stdio: ["pipe", "ignore", "pipe"] });
	let complaint = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
	try {
		const options = abortSignal ? { signal: abortSignal } : {};
		// Why ffmpeg went says more than the pipe that broke, so both are heard out.
		const [feeding, closing] = await Promise.allSettled([
			pipeline(Readable.from(pictures), child.stdin, options),
			once(child, "close"),
		]);
		abortSignal?.throwIfAborted();
		if (closing.status === "rejected") throw closing.reason;
		if (closing.value[0] !== 0) throw new Error(toMessage(ffmpeg, complaint));
		if (feeding.status === "rejected") throw feeding.reason;
	} finally {
		child.kill("SIGKILL");
	}
};

const toMessage = (ffmpeg: string, complaint: string): string =>
	complaint.includes("libx264")
		? `${ffmpeg} cannot write H.264: it was built without libx264. Install a full ffmpeg.`
		: `${ffmpeg} could not write the sample video: ${complaint.trim()}`;

const toArgs = (
	{ widthPx, heightPx, framesPerSecond, seconds }: VideoShape,
	file: string,
): string[] =>
	[
		["-hide_banner", "-loglevel", "error", "-y"],
		["-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", `${widthPx}x${heightPx}`],
		["-framerate", `${framesPerSecond}`, "-i", "pipe:0"],
		["-f", "lavfi", "-i", `aevalsrc=${chord}:s=48000:d=${seconds}`],
		["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"],
		["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
		["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-g", "50"],
		["-c:a", "aac", "-b:a", "64k", "-fflags", "+bitexact", "-movflags", "+faststart"],
		["-f", "mp4", file],
	].flat();

const chord = [220, 277.18, 329.63]
	.map((hertz, i) => `0.02*sin(2*PI*${hertz}*t)*(1+sin(2*PI*0.${i + 1}*t))`)
	.join("+");
