import { crc32 } from "node:zlib";

/** What makes embeddings compare. */
export interface EmbeddingKind {
	/** As Rekognition's: digits and dots. */
	readonly FaceModelVersion: string;
	/** How many numbers an embedding has. */
	readonly size: number;
}

/** The built-in embedder's; another network, or another way to cut the faces for it, is another version. */
export const EMBEDDING_KIND: EmbeddingKind = { FaceModelVersion: "1.0", size: 128 };

/** An embedding as it lies in the database. */
export interface StoredEmbedding {
	readonly data: Uint8Array;
	readonly crc: number;
}

/** Refuses what could not be compared. */
export const toStoredEmbedding = (
	embedding: Float32Array,
	kind: EmbeddingKind,
): StoredEmbedding => {
	if (embedding.length !== kind.size || !isUnit(embedding))
		throw new RangeError(`An embedding is ${kind.size} numbers of length 1.`);
	const data = new Uint8Array(embedding.slice().buffer);
	return { data, crc: crc32(data) };
};

/** Nothing when it is damaged, or none of this kind. */
export const parseEmbedding = (
	{ data, crc }: StoredEmbedding,
	kind: EmbeddingKind,
): Float32Array | undefined => {
	if (data.length !== kind.size * Float32Array.BYTES_PER_ELEMENT || crc32(data) !== crc)
		return undefined;
	const embedding = new Float32Array(data.slice().buffer);
	return isUnit(embedding) ? embedding : undefined;
};

/** Of single precision, and never so with a number that is none. */
export const isUnit = (embedding: Float32Array): boolean => {
	let square = 0;
	for (const value of embedding) square += value * value;
	return Math.abs(square - 1) < TOLERANCE;
};

const TOLERANCE = 1e-4;
