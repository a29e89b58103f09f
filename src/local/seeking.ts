import { open } from "node:fs/promises";

/** How the files begin whose index says where a time lies: MP4 and QuickTime, Matroska and WebM. */
const MATROSKA = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const QUICKTIME = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide"]);
const BEGINNING_BYTES = 8;

/** How much earlier to begin: an index counts in decoding order, which is ahead of the order of showing. */
const MARGIN_MICROS = 10_000_000;
/**
 * As many pictures as a decoder may hold back. It was seen to lose the last frame where it began with fewer before the
 * end, at a key frame that others before it lean on.
 */
export const MIN_FRAMES_BEFORE = 16;

/**
 * The place to begin reading a file at, so as to see all frames from a time on; undefined where that is its start.
 * Whether it lies early enough shows in the frames that come first.
 */
export const findPlace = async (file: string, fromMicros: number): Promise<number | undefined> => {
	const placeMicros = fromMicros - MARGIN_MICROS;
	return placeMicros > 0 && (await hasIndex(file)) ? placeMicros : undefined;
};

const hasIndex = async (file: string): Promise<boolean> => {
	const handle = await open(file);
	try {
		const { buffer } = await handle.read(Buffer.alloc(BEGINNING_BYTES), { position: 0 });
		return (
			MATROSKA.equals(buffer.subarray(0, MATROSKA.length)) ||
			QUICKTIME.has(buffer.toString("latin1", 4))
		);
	} finally {
		await handle.close();
	}
};
