import type { Readable } from "node:stream";
import { type Frame, type FrameSize, toSizeBytes } from "./frame.ts";
import { queuePictures } from "./pictureQueue.ts";

/** A pipe with pictures of one size. */
export interface PicturePipe {
	readonly input: Readable;
	readonly size: FrameSize;
	/** Buffers to fill; others are made when there are none. */
	readonly spares?: Uint8Array[] | undefined;
}

/** A frame's picture, or its two, whose time is not known yet. */
interface Pictures {
	readonly planes: Uint8Array;
	readonly large?: Uint8Array;
}

/** Frames out of one pipe, or of two that have the same ones in two sizes. */
export interface FrameQueue {
	/** Undefined when there are no more. */
	readonly take: () => Promise<Pictures | undefined>;
	/** They are not wanted. */
	readonly giveBack: (pictures: Pictures) => void;
	readonly toFrame: (pictures: Pictures, timestampMillis: number) => Frame;
	/** The rest is not wanted either. */
	readonly close: () => void;
}

/** Both pipes are read at once, some pictures ahead: ffmpeg may write to either first, and waits when one is full. */
export const queueFrames = (
	few: PicturePipe,
	more: PicturePipe | undefined,
	onProgress: () => void,
): FrameQueue => {
	const open = ({ input, size, spares = [] }: PicturePipe) => ({
		...queuePictures(input, { sizeBytes: toSizeBytes(size), spares, onProgress }),
		size,
		spares,
	});
	const small = open(few);
	const large = more && open(more);
	return {
		take: async () => {
			const planes = await small.take();
			if (!planes || !large) return planes && { planes };
			const largePlanes = await large.take();
			return largePlanes && { planes, large: largePlanes };
		},
		giveBack: (pictures) => {
			small.spares.push(pictures.planes);
			if (pictures.large) large?.spares.push(pictures.large);
		},
		toFrame: ({ planes, large: largePlanes }, timestampMillis) => ({
			...small.size,
			timestampMillis,
			planes,
			...(large && largePlanes
				? { large: { ...large.size, timestampMillis, planes: largePlanes } }
				: {}),
		}),
		close: () => {
			small.close();
			large?.close();
		},
	};
};
