/** The size a detector wants its frames in: the picture, and the padded buffer it lies in (top left). */
export interface FrameSize {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly paddedWidthPx: number;
	readonly paddedHeightPx: number;
}

/** One decoded frame: three planes of paddedWidthPx × paddedHeightPx bytes, green, blue, red (ffmpeg's gbrp). */
export interface Frame extends FrameSize {
	/** The frame's presentation time, rounded down as Rekognition does. */
	readonly timestampMillis: number;
	readonly planes: Uint8Array;
}
