import type { FaceMatch } from "@aws-sdk/client-rekognition";
import type { DatabaseSync } from "node:sqlite";
import type { FoundFace } from "../api/engine.ts";
import { toBytes } from "./database.ts";
import { parseChunk, toChunk } from "./faceChunks.ts";

/** What an analysis was made of: another one does not go on where it was. */
export interface Basis {
	/** Which bytes the video's name stood for. */
	readonly identity: string;
	readonly samplesPerSecond: number;
}

/** Where an analysis goes on after a break. */
export interface Checkpoint {
	readonly timestampMillis: number;
	/** What the analysis wants to be handed again. */
	readonly state: Uint8Array;
}

/** Somebody in a video, and the faces of a collection that they look like. */
export interface MatchedPerson {
	readonly Index: number;
	readonly FaceMatches: readonly FaceMatch[];
}

/** The faces of jobs in their chunks, and what goes with them; JobStore decides who may write. */
export class JobResults {
	readonly #db: DatabaseSync;

	constructor(db: DatabaseSync) {
		this.#db = db;
	}

	append(JobId: string, faces: readonly FoundFace[]): void {
		const { data, crc } = toChunk(faces);
		this.#db
			.prepare(
				`INSERT INTO chunks (JobId, first, length, data, crc, indexes)
				SELECT :JobId, faceCount, :length, :data, :crc, :indexes FROM jobs WHERE JobId = :JobId`,
			)
			.run({ JobId, length: faces.length, data, crc, indexes: toIndexes(faces) });
		this.#db
			.prepare("UPDATE jobs SET faceCount = faceCount + ? WHERE JobId = ?")
			.run(faces.length, JobId);
	}

	/** A stretch of a job's faces; reads only the chunks it lies in. */
	read(JobId: string, first: number, length: number): FoundFace[] {
		const rows = this.#db
			.prepare(
				`SELECT first, data, crc FROM chunks WHERE JobId = :JobId AND first < :end AND first >=
				(SELECT max(first) FROM chunks WHERE JobId = :JobId AND first <= :first) ORDER BY first`,
			)
			.all({ JobId, first, end: first + length });
		const begin = Number(rows[0]?.["first"] ?? first);
		return rows
			.flatMap(({ data, crc }) => parseChunk({ data: toBytes(data), crc: Number(crc) }))
			.slice(first - begin, first - begin + length);
	}

	/** Faces at any places of the list, in the order asked for. */
	readAt(JobId: string, places: readonly number[]): FoundFace[] {
		const starts = this.#db
			.prepare("SELECT first FROM chunks WHERE JobId = ? ORDER BY first")
			.all(JobId)
			.map(({ first }) => Number(first));
		const chunks = new Map<number, readonly FoundFace[]>();
		return places.flatMap((place) => {
			const start = starts.findLast((first) => first <= place) ?? 0;
			const chunk = chunks.get(start) ?? this.#readChunk(JobId, start);
			chunks.set(start, chunk);
			return chunk[place - start] ?? [];
		});
	}

	/** The places of all faces, those of one person after those of another, in the order of time within. */
	placesByIndex(JobId: string): Uint32Array {
		const rows = this.#db
			.prepare("SELECT indexes FROM chunks WHERE JobId = ? ORDER BY first")
			.all(JobId);
		const indexes = Buffer.concat(rows.map((row) => toBytes(row["indexes"])));
		const count = indexes.length / INDEX_BYTES;
		const indexAt = (place: number) => indexes.readUInt32LE(place * INDEX_BYTES);
		return Uint32Array.from({ length: count }, (_, place) => place).toSorted(
			(a, b) => indexAt(a) - indexAt(b) || a - b,
		);
	}

	setMatches(JobId: string, persons: readonly MatchedPerson[]): void {
		const statement = this.#db.prepare(
			'INSERT OR REPLACE INTO persons (JobId, "Index", FaceMatches) VALUES (?, ?, ?)',
		);
		for (const { Index, FaceMatches } of persons)
			statement.run(JobId, Index, JSON.stringify(FaceMatches));
	}

	/** Whom somebody looks like. */
	readMatches(JobId: string, Index: number): FaceMatch[] {
		const row = this.#db
			.prepare('SELECT FaceMatches FROM persons WHERE JobId = ? AND "Index" = ?')
			.get(JobId, Index);
		return row ? JSON.parse(String(row["FaceMatches"])) : [];
	}

	setCheckpoint(JobId: string, basis: Basis, { timestampMillis, state }: Checkpoint): void {
		this.#db
			.prepare(
				"INSERT OR REPLACE INTO checkpoints (JobId, basis, timestampMillis, state) VALUES (?, ?, ?, ?)",
			)
			.run(JobId, JSON.stringify(basis), timestampMillis, state);
	}

	findCheckpoint(JobId: string): (Checkpoint & { readonly basis: Basis }) | undefined {
		const row = this.#db.prepare("SELECT * FROM checkpoints WHERE JobId = ?").get(JobId);
		if (!row) return undefined;
		return {
			basis: JSON.parse(String(row["basis"])),
			timestampMillis: Number(row["timestampMillis"]),
			state: toBytes(row["state"]),
		};
	}

	setOverview(JobId: string, faces: readonly FoundFace[]): void {
		const { data, crc } = toChunk(faces);
		this.#db
			.prepare("INSERT OR REPLACE INTO overviews (JobId, data, crc) VALUES (?, ?, ?)")
			.run(JobId, data, crc);
	}

	/** What a quick look over the whole video has found. */
	readOverview(JobId: string): FoundFace[] {
		const row = this.#db.prepare("SELECT data, crc FROM overviews WHERE JobId = ?").get(JobId);
		return row ? parseChunk({ data: toBytes(row["data"]), crc: Number(row["crc"]) }) : [];
	}

	/** Removes what an analysis has found, for one from the beginning. */
	clear(JobId: string): void {
		this.clearUnfinished(JobId);
		for (const table of ["chunks", "persons"])
			this.#db.prepare(`DELETE FROM ${table} WHERE JobId = ?`).run(JobId);
		this.#db.prepare("UPDATE jobs SET faceCount = 0, progress = 0 WHERE JobId = ?").run(JobId);
	}

	/** Removes what only an unfinished analysis needs. */
	clearUnfinished(JobId: string): void {
		for (const table of ["checkpoints", "overviews"])
			this.#db.prepare(`DELETE FROM ${table} WHERE JobId = ?`).run(JobId);
	}

	#readChunk(JobId: string, first: number): readonly FoundFace[] {
		const row = this.#db
			.prepare("SELECT data, crc FROM chunks WHERE JobId = ? AND first = ?")
			.get(JobId, first);
		return row ? parseChunk({ data: toBytes(row["data"]), crc: Number(row["crc"]) }) : [];
	}
}

const INDEX_BYTES = 4;

const toIndexes = (faces: readonly FoundFace[]): Uint8Array => {
	const bytes = Buffer.alloc(faces.length * INDEX_BYTES);
	for (const [i, { index = 0 }] of faces.entries()) bytes.writeUInt32LE(index, i * INDEX_BYTES);
	return bytes;
};
