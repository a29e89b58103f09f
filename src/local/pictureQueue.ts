import type { Readable } from "node:stream";
import { createNews } from "./news.ts";

/** Pictures out of a stream of bytes, in order. */
export interface PictureQueue {
	/** Undefined when there are no more. */
	readonly take: () => Promise<Uint8Array | undefined>;
	/** The rest is not wanted. */
	readonly close: () => void;
}

export interface PictureQueueOptions {
	readonly sizeBytes: number;
	/** Buffers to fill; others are made when there are none. */
	readonly spares: Uint8Array[];
	readonly onProgress: () => void;
}

/** So many pictures are read before they are asked for. */
const PICTURES_AHEAD = 3;

/** Cuts a stream of bytes into pictures, each a buffer of its own that threads can share. */
export const queuePictures = (
	input: Readable,
	{ sizeBytes, spares, onProgress }: PictureQueueOptions,
): PictureQueue => {
	const ready: Uint8Array[] = [];
	const news = createNews();
	const state = { isOver: false };
	const cut = createCutter(sizeBytes, spares, (picture) => ready.push(picture));
	input.on("data", (bytes: Uint8Array) => {
		onProgress();
		cut(bytes);
		if (ready.length >= PICTURES_AHEAD) input.pause();
		news.tell();
	});
	input.on("close", () => {
		state.isOver = true;
		news.tell();
	});
	return {
		take: async () => {
			while (ready.length === 0 && !state.isOver) await news.next();
			const picture = ready.shift();
			if (ready.length < PICTURES_AHEAD) input.resume();
			return picture;
		},
		close: () => input.destroy(),
	};
};

const createCutter = (
	sizeBytes: number,
	spares: Uint8Array[],
	onPicture: (picture: Uint8Array) => void,
): ((bytes: Uint8Array) => void) => {
	let picture: Uint8Array | undefined;
	let filled = 0;
	return (bytes) => {
		for (let from = 0; from < bytes.length;) {
			picture ??= spares.pop() ?? new Uint8Array(new SharedArrayBuffer(sizeBytes));
			const part = bytes.subarray(from, from + sizeBytes - filled);
			picture.set(part, filled);
			filled += part.length;
			from += part.length;
			if (filled < sizeBytes) continue;
			onPicture(picture);
			picture = undefined;
			filled = 0;
		}
	};
};
