import { toInputArgs } from "./ffmpeg.ts";
import type { FrameSize } from "./frame.ts";
import type { Sampling } from "./sampling.ts";

/** The pipes that ffmpeg writes to, as its child's file descriptors. */
export const PIPES = { pictures: 1, times: 3 } as const;

export interface FrameArgs {
	readonly file: string;
	readonly size: FrameSize;
	readonly sampling: Sampling;
	/** Earlier frames have times, but no pictures. */
	readonly fromMicros?: number | undefined;
	/** Where to begin reading the file; what comes before the next key frame cannot be decoded and has no times either. */
	readonly placeMicros?: number | undefined;
	/** Of a picture, which is not looked for among the videos. */
	readonly format?: "jpeg" | "png" | undefined;
	readonly keyFramesOnly?: boolean | undefined;
}

/**
 * ffmpeg's arguments for two outputs: the times of all frames, and the pictures of the sampled ones. The times come
 * first, so that a picture never waits for its time with ffmpeg waiting for us.
 */
export const toFrameArgs = (args: FrameArgs): string[] => {
	const { file, size, sampling, fromMicros, placeMicros } = args;
	const shown = placeMicros === undefined ? IN_ORDER : `(${IN_ORDER})*(${FROM_A_KEY_FRAME})`;
	const wanted = fromMicros === undefined ? [] : [`select='gte(pts,${fromMicros})'`];
	const graph = [
		`[0:V:0]settb=AVTB,select='${shown}',split[all][some]`,
		// As cheap as cutting a corner off, and at home in pictures of any size.
		"[all]scale=2:2:flags=neighbor,format=gray[times]",
		`[some]${[...wanted, ...sampling.filters, ...toScaling(size)].join(",")}[pictures]`,
	];
	return [
		["-v", "error"],
		toInputArgs(file, toReadingArgs(args), args.format),
		["-filter_complex", graph.join(";")],
		["-map", "[times]", ...UNTOUCHED, "-flush_packets", "1"],
		["-f", "framecrc", `pipe:${PIPES.times}`],
		["-map", "[pictures]", ...UNTOUCHED, "-pix_fmt", "gbrp"],
		["-f", "rawvideo", `pipe:${PIPES.pictures}`],
	].flat();
};

/** Of frames with the same time players show the first, and none that goes back in time. */
const IN_ORDER = "not(lte(pts,prev_selected_pts))";

/** What comes first after a seek may lean on frames that were not decoded, unless it is shown after a key frame. */
const FROM_A_KEY_FRAME = "key+gte(prev_selected_n,0)";

const toReadingArgs = ({ placeMicros, keyFramesOnly = false }: FrameArgs): string[] => [
	...(keyFramesOnly ? ["-skip_frame", "nokey"] : []),
	...(placeMicros === undefined ? [] : toSeekArgs(placeMicros)),
];

/** With the times that frames have without a seek. */
const toSeekArgs = (placeMicros: number): string[] => [
	"-copyts",
	"-start_at_zero",
	"-noaccurate_seek",
	"-ss",
	(placeMicros / 1e6).toFixed(6),
];

const UNTOUCHED = ["-fps_mode", "passthrough", "-enc_time_base", "1:1000000", "-c:v", "rawvideo"];

const toScaling = ({ widthPx, heightPx, paddedWidthPx, paddedHeightPx }: FrameSize): string[] => [
	`scale=${widthPx}:${heightPx}:flags=bilinear`,
	"setsar=1",
	`pad=${paddedWidthPx}:${paddedHeightPx}:0:0`,
];
