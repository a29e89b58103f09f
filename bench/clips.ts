import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);
const folder = path.resolve(import.meta.dirname, "../build/bench");
const H264 = "-map 0:v -vf scale=1920:1080:flags=bicubic,fps=30 -c:v libx264 -crf 21";

export interface ClipOptions {
	readonly ffmpeg: string;
	/** The drawn video that every clip is made of. */
	readonly sample: string;
}

/** The drawn sample over and over, as a camera's file: 1080p at 30 frames a second in H.264. */
export const makeClip = async (options: ClipOptions, seconds: number): Promise<string> => {
	await mkdir(folder, { recursive: true });
	const minute = path.join(folder, "minute.mp4");
	if (!existsSync(minute))
		await loop(options, { input: options.sample, seconds: 60, how: H264 }, minute);
	const clip = path.join(folder, `${seconds}s.mp4`);
	if (!existsSync(clip)) await loop(options, { input: minute, seconds, how: "-c copy" }, clip);
	return clip;
};

interface Loop {
	readonly input: string;
	readonly seconds: number;
	readonly how: string;
}

const loop = async (
	{ ffmpeg }: ClipOptions,
	{ input, seconds, how }: Loop,
	output: string,
): Promise<void> => {
	const from = ["-v", "error", "-y", "-stream_loop", "-1", "-i", input];
	const part = `${output}.part.mp4`;
	await exec(ffmpeg, [...from, "-t", String(seconds), ...how.split(" "), part]);
	// What was interrupted must not pass for a clip the next time.
	await rename(part, output);
};
