import { open } from "node:fs/promises";

const MATROSKA = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const QUICKTIME = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide"]);
/** A track in Matroska that counts as AVI does. */
const AS_IN_AVI = "V_MS/VFW/FOURCC";
const BEGINNING_BYTES = 64 * 1024;

/**
 * Whether a file says of each frame when it is shown, and has an index that leads to a time: MP4, QuickTime, Matroska
 * and WebM do. AVI knows the order of decoding only, and so may transport streams.
 */
export const isTimed = async (file: string): Promise<boolean> => {
	const handle = await open(file);
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING_BYTES), { position: 0 });
		const beginning = buffer.subarray(0, bytesRead);
		if (beginning.indexOf(MATROSKA) === 0) return !beginning.includes(AS_IN_AVI);
		return QUICKTIME.has(beginning.toString("latin1", 4, 8));
	} finally {
		await handle.close();
	}
};
