import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";

/** Runs the ffmpeg under test to make a file. */
export const makeMedia = async (...args: readonly string[]): Promise<void> => {
	await promisify(execFile)(findFfmpeg(), ["-nostdin", "-v", "error", "-y", ...args]);
};

const BLACK = 16;
const STEP = 3;
/** Limited range, as videos have it, to the 0..255 of decoded pictures. */
const STRETCH = 255 / 219;

/** ffmpeg's arguments for frames whose brightness says which one they are; up to 70 of them. */
export const numberedFrames = (rate: string, frames: number, size = "64x48"): string[] =>
	[
		["-f", "lavfi", "-i"],
		`color=black:size=${size}:rate=${rate},format=yuv420p,geq=lum='${BLACK}+N*${STEP}':cb=128:cr=128`,
		["-frames:v", String(frames)],
	].flat();

/** The number a decoded picture shows. */
export const toFrameNumber = (brightness: number): number =>
	Math.round(brightness / STRETCH / STEP);
