import { createHash } from "node:crypto";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import type { Frame } from "../../src/local/frame.ts";
import {
	type Ending,
	type FramesRequest,
	readFrames,
	type ReadOptions,
} from "../../src/local/frames.ts";
import { probeVideo } from "../../src/local/probe.ts";
import { toFrameNumber } from "./ffmpeg.ts";

const size = { widthPx: 64, heightPx: 48, paddedWidthPx: 64, paddedHeightPx: 64 };

/** What a numbered video needs to be read: small pictures, and times as players count them. */
export const toFramesRequest = async (
	file: string,
	members: Partial<FramesRequest> = {},
): Promise<FramesRequest> => {
	const ffmpeg = findFfmpeg();
	const { startMicros } = await probeVideo(ffmpeg, file);
	return { ffmpeg, file, size, startMicros, samplesPerSecond: "every frame", ...members };
};

/** A video's frames to the last one, and how it ended. */
export const readAll = async (
	request: FramesRequest,
	options?: ReadOptions,
): Promise<{ readonly frames: readonly Frame[]; readonly ending: Ending }> => {
	const reading = readFrames(request, options);
	const frames: Frame[] = [];
	let next = await reading.next();
	for (; !next.done; next = await reading.next()) frames.push(next.value);
	return { frames, ending: next.value };
};

/** The number that is drawn on a frame. */
export const toNumber = ({ planes }: Frame): number =>
	toFrameNumber(planes[size.paddedWidthPx * 20 + 20] ?? 0);

/** All that there is to a frame, in a form that is easy to compare. */
export const toPrint = ({ timestampMillis, planes }: Frame): string =>
	`${timestampMillis} ms: ${createHash("sha256").update(planes).digest("base64")}`;
