import type { VideoMetadata } from "@aws-sdk/client-rekognition";
import { DecoderCrash } from "./decoderCrash.ts";
import { InvalidVideoError } from "./invalidVideo.ts";
import { keepStderr, spawnFfmpeg, toInputArgs } from "./ffmpeg.ts";

/** What is known of a video before its first frame is decoded; sizes are those it is shown at. */
export interface Probe {
	readonly VideoMetadata: VideoMetadata;
	readonly widthPx: number;
	readonly heightPx: number;
	/** What players count the file's start as. */
	readonly startMicros: number;
}

/** ffmpeg prints short names, Rekognition sends the long ones of the same library. */
const LONG_FORMAT_NAMES: Readonly<Record<string, string>> = {
	"mov,mp4,m4a,3gp,3g2,mj2": "QuickTime / MOV",
	"matroska,webm": "Matroska / WebM",
	avi: "AVI (Audio Video Interleaved)",
	mpegts: "MPEG-TS (MPEG-2 Transport Stream)",
};

/** Their clock has no beginning: what comes first is shown at 0, where others have their pictures start late. */
const CLOCKS_WITHOUT_START = new Set(["mpegts", "mpeg"]);

const FORMAT = /^Input #0, (\S+), from /m;
const DURATION = /^ {2}Duration: (\d+):(\d{2}):(\d{2}\.\d+)/m;
const START = /^ {2}Duration: .*?, start: (-?\d+)\.(\d{6})/m;
const VIDEO_STREAM = /^ {2}Stream #0:\d+.*: Video: (?!.*\(attached pic\))(.+)$/m;
const SIZE = /, (\d+)x(\d+)(?: \[SAR (\d+):(\d+) )?/;
const FRAME_RATE = /, ([\d.]+k?) (?:fps|tbr)/;
const ROTATION = /displaymatrix: rotation of (-?[\d.]+) degrees/;
const PROBE_MILLIS = 30_000;

export interface ProbeOptions {
	readonly abortSignal?: AbortSignal;
	readonly timeoutMillis?: number;
}

/** Asks ffmpeg what a file is. */
export const probeVideo = async (
	ffmpeg: string,
	file: string,
	{ abortSignal, timeoutMillis = PROBE_MILLIS }: ProbeOptions = {},
): Promise<Probe> => {
	const child = spawnFfmpeg(ffmpeg, toInputArgs(file));
	let banner = "";
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		if (banner.length < 1_000_000) banner += text;
	});
	const complaint = keepStderr(child);
	const kill = () => child.kill("SIGKILL");
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
		kill();
	}, timeoutMillis);
	abortSignal?.addEventListener("abort", kill);
	try {
		const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
			child.on("close", (_code, how) => resolve(how));
			child.on("error", reject);
		});
		abortSignal?.throwIfAborted();
		if (isLate) throw new Error(`ffmpeg stopped answering. ${complaint()}`.trim());
		if (signal) throw new DecoderCrash(signal, complaint());
		return parseBanner(banner) ?? fail(complaint());
	} finally {
		clearTimeout(timer);
		abortSignal?.removeEventListener("abort", kill);
	}
};

const fail = (complaint: string): never => {
	throw new InvalidVideoError(complaint);
};

/** Reads what ffmpeg prints of its input, or undefined when there is no video in it. */
export const parseBanner = (banner: string): Probe | undefined => {
	const [, stream] = VIDEO_STREAM.exec(banner) ?? [];
	const [, width, height, sarWidth = "1", sarHeight = "1"] = SIZE.exec(stream ?? "") ?? [];
	if (stream === undefined || !Number(width) || !Number(height)) return undefined;
	const stretch = Number(sarWidth) / Number(sarHeight) || 1;
	const shown = { widthPx: Math.round(Number(width) * stretch), heightPx: Number(height) };
	const { widthPx, heightPx } = isOnItsSide(banner)
		? { widthPx: shown.heightPx, heightPx: shown.widthPx }
		: shown;
	const durationMillis = toDurationMillis(banner);
	return {
		widthPx,
		heightPx,
		startMicros: toStartMicros(banner),
		VideoMetadata: {
			Codec: /^\w+/.exec(stream)?.[0],
			...(durationMillis === undefined ? {} : { DurationMillis: durationMillis }),
			Format: toFormat(banner),
			FrameRate: toFrameRate(stream),
			FrameHeight: heightPx,
			FrameWidth: widthPx,
			...(/\((?:tv|pc)[,)]/.test(stream)
				? { ColorRange: stream.includes("(pc") ? "FULL" : "LIMITED" }
				: {}),
		},
	};
};

const isOnItsSide = (banner: string): boolean => {
	const degrees = Number(ROTATION.exec(banner)?.[1] ?? 0);
	return Math.abs(Math.round(degrees / 90)) % 2 === 1;
};

const toDurationMillis = (banner: string): number | undefined => {
	const [, hours, minutes, seconds] = DURATION.exec(banner) ?? [];
	if (seconds === undefined) return undefined;
	return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
};

/** Chromium shows the first frame of a file that starts at 5 s at 5 s; ffmpeg would say 0. */
const toStartMicros = (banner: string): number => {
	if (CLOCKS_WITHOUT_START.has(FORMAT.exec(banner)?.[1] ?? "")) return 0;
	const [, seconds = "0", micros = "0"] = START.exec(banner) ?? [];
	return Number(`${seconds}${micros}`);
};

const toFormat = (banner: string): string => {
	const short = FORMAT.exec(banner)?.[1] ?? "";
	return LONG_FORMAT_NAMES[short] ?? short;
};

const toFrameRate = (stream: string): number => {
	const rate = FRAME_RATE.exec(stream)?.[1] ?? "0";
	return rate.endsWith("k") ? Number(rate.slice(0, -1)) * 1000 : Number(rate);
};
