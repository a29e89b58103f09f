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
				`INSERT INTO chunks (JobId, first, length, data, crc)
				SELECT :JobId, faceCount, :length, :data, :crc FROM jobs WHERE JobId = :JobId`,
			)
			.run({ JobId, length: faces.length, data, crc });
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
		this.#db.prepare("DELETE FROM chunks WHERE JobId = ?").run(JobId);
		this.#db.prepare("UPDATE jobs SET faceCount = 0, progress = 0 WHERE JobId = ?").run(JobId);
	}

	/** Removes what only an unfinished analysis needs. */
	clearUnfinished(JobId: string): void {
		for (const table of ["checkpoints", "overviews"])
			this.#db.prepare(`DELETE FROM ${table} WHERE JobId = ?`).run(JobId);
	}
}
