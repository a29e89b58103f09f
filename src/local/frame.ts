/** The size a picture is shown at. */
export interface ShownSize {
	readonly widthPx: number;
	readonly heightPx: number;
}

/** The size a detector wants its frames in: the picture, and the padded buffer it lies in (top left). */
export interface FrameSize extends ShownSize {
	readonly paddedWidthPx: number;
	readonly paddedHeightPx: number;
}

/** One decoded frame: three planes of paddedWidthPx × paddedHeightPx bytes, green, blue, red (ffmpeg's gbrp). */
export interface Frame extends FrameSize {
	/** The frame's presentation time, rounded down as Rekognition does. */
	readonly timestampMillis: number;
	readonly planes: Uint8Array;
	/** The same frame at the size it is shown at, where that is asked for and larger. */
	readonly large?: Frame;
}

/** On the long side, so that 8K stays affordable. */
const MAX_LARGE_PX = 1920;

/** The size of the large pictures of a video; undefined where those for the detector are as large. */
export const toLargeSize = (shown: ShownSize, detected: FrameSize): FrameSize | undefined => {
	const scale = Math.min(1, MAX_LARGE_PX / Math.max(shown.widthPx, shown.heightPx));
	const widthPx = Math.max(1, Math.round(shown.widthPx * scale));
	const heightPx = Math.max(1, Math.round(shown.heightPx * scale));
	return Math.max(widthPx, heightPx) > Math.max(detected.widthPx, detected.heightPx)
		? { widthPx, heightPx, paddedWidthPx: widthPx, paddedHeightPx: heightPx }
		: undefined;
};

/** What the three planes of a picture take. */
export const toSizeBytes = ({ paddedWidthPx, paddedHeightPx }: FrameSize): number =>
	paddedWidthPx * paddedHeightPx * 3;
