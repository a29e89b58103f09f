import { toInputArgs } from "./ffmpeg.ts";
import type { FrameSize } from "./frame.ts";
import type { FramesRequest } from "./frames.ts";
import type { Passage } from "./passage.ts";

/** The pipes that ffmpeg writes to, as its child's file descriptors. */
export const PIPES = { pictures: 1, times: 3, large: 4 } as const;

/**
 * ffmpeg's arguments for two outputs or three: the times of all frames, the pictures of the sampled ones, and these in
 * large. The times come first, so that a picture never waits for its time with ffmpeg waiting for us.
 */
export const toFrameArgs = (
	{ file, size, format }: FramesRequest,
	passage: Passage,
	large: FrameSize | undefined,
): string[] => {
	const { keyFrames, placeMicros } = passage;
	const input = [
		...(keyFrames === "decoded" ? ["-skip_frame", "nokey"] : []),
		...(placeMicros === undefined ? [] : toSeekArgs(placeMicros)),
	];
	return [
		["-v", "error"],
		toInputArgs(file, input, format),
		["-filter_complex", toGraph(passage, size, large)],
		["-map", "[times]", ...UNTOUCHED, "-flush_packets", "1"],
		["-f", "framecrc", `pipe:${PIPES.times}`],
		["-map", "[pictures]", ...PLANES, `pipe:${PIPES.pictures}`],
		large ? ["-map", "[large]", ...PLANES, `pipe:${PIPES.large}`] : [],
	].flat();
};

const toGraph = (passage: Passage, size: FrameSize, large: FrameSize | undefined): string => {
	const { sampling, keyFrames, fromMicros, placeMicros } = passage;
	const shown = [
		IN_ORDER,
		...(placeMicros === undefined ? [] : [FROM_A_KEY_FRAME]),
		...(keyFrames === undefined ? [] : ["key"]),
	].map((condition) => `(${condition})`);
	const wanted = [
		...(fromMicros === undefined ? [] : [`select='gte(pts,${fromMicros})'`]),
		...sampling.filters,
	];
	return [
		`[0:V:0]settb=AVTB,select='${shown.join("*")}',split[all][some]`,
		// As cheap as cutting a corner off, and at home in pictures of any size.
		"[all]scale=2:2:flags=neighbor,format=gray[times]",
		...(large
			? [
					`[some]${[...wanted, "split"].join(",")}[few][more]`,
					`[few]${toScaling(size).join(",")}[pictures]`,
					`[more]${toScaling(large).join(",")}[large]`,
				]
			: [`[some]${[...wanted, ...toScaling(size)].join(",")}[pictures]`]),
	].join(";");
};

/** Of frames with the same time players show the first, and none that goes back in time. */
const IN_ORDER = "not(lte(pts,prev_selected_pts))";

/** What comes first after a seek may lean on frames that were not decoded, unless it is shown after a key frame. */
const FROM_A_KEY_FRAME = "key+gte(prev_selected_n,0)";

/** With the times that frames have without a seek. */
const toSeekArgs = (placeMicros: number): string[] => [
	"-copyts",
	"-start_at_zero",
	"-noaccurate_seek",
	"-ss",
	(placeMicros / 1e6).toFixed(6),
];

const UNTOUCHED = ["-fps_mode", "passthrough", "-enc_time_base", "1:1000000", "-c:v", "rawvideo"];
const PLANES = [...UNTOUCHED, "-pix_fmt", "gbrp", "-f", "rawvideo"];

const toScaling = ({ widthPx, heightPx, paddedWidthPx, paddedHeightPx }: FrameSize): string[] => [
	`scale=${widthPx}:${heightPx}:flags=bilinear`,
	"setsar=1",
	`pad=${paddedWidthPx}:${paddedHeightPx}:0:0`,
];
