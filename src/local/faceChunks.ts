import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { FoundFace } from "../api/engine.ts";

/** A stretch of a job's faces as it lies in the database. */
export interface Chunk {
	readonly data: Uint8Array;
	readonly crc: number;
}

/** Compresses faces; the checksum is of what is stored, since SQLite does not notice a flipped byte in a blob. */
export const toChunk = (faces: readonly FoundFace[]): Chunk => {
	const data = deflateRawSync(JSON.stringify(faces));
	return { data, crc: crc32(data) };
};

/** The faces of a chunk; a damaged one is an error and never a shorter result. */
export const parseChunk = ({ data, crc }: Chunk): FoundFace[] => {
	if (crc32(data) !== crc)
		throw new Error("A part of the stored result is damaged: run the detection again.");
	// The checksum says that this is what toChunk wrote.
	const faces: FoundFace[] = JSON.parse(inflateRawSync(data).toString());
	return faces;
};
