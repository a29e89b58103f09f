import type {
	FaceDetection,
	StartFaceDetectionRequest,
	VideoJobStatus,
	VideoMetadata,
} from "@aws-sdk/client-rekognition";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { idempotentParameterMismatch } from "../api/errors.ts";
import { toCanonicalJson } from "../core/canonical.ts";
import { parseChunk, toChunk } from "./faceChunks.ts";
import { prepareSchema } from "./jobSchema.ts";

/** What is known of a job; the request is what it was started with. */
export interface Job {
	readonly JobId: string;
	readonly request: StartFaceDetectionRequest;
	readonly JobStatus: VideoJobStatus;
	readonly StatusMessage?: string;
	readonly VideoMetadata?: VideoMetadata;
	readonly progress: number;
	readonly models: readonly string[];
	readonly warnings: readonly string[];
	readonly faceCount: number;
}

/** How a job ended. */
export interface Outcome {
	readonly JobStatus: "SUCCEEDED" | "FAILED";
	readonly StatusMessage?: string;
}

/** What a job learns of its video before the first face. */
export interface Findings {
	readonly VideoMetadata?: VideoMetadata;
	readonly models?: readonly string[];
	readonly warnings?: readonly string[];
}

/** AWS: a ClientRequestToken lives for seven days. */
const TOKEN_LIFE_MILLIS = 7 * 24 * 60 * 60 * 1000;

/**
 * Jobs and their faces in one SQLite database that several processes may share. A running job has an owner with
 * a lease; a write by anybody else changes nothing and says so.
 */
export class JobStore {
	readonly #db: DatabaseSync;
	readonly #now: () => number;

	/** Opens the database, ":memory:" for one that is not kept. */
	constructor(file: string, now: () => number = Date.now) {
		if (file !== ":memory:") mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
		this.#db = new DatabaseSync(file);
		this.#now = now;
		prepareSchema(this.#db);
	}

	/** Adds a job, or finds the one that the same ClientRequestToken has made. */
	add(request: StartFaceDetectionRequest): string {
		const { ClientRequestToken = null, ...parameters } = request;
		const text = toCanonicalJson(parameters);
		const now = this.#now();
		this.#db
			.prepare("UPDATE jobs SET token = NULL WHERE createdMillis <= ?")
			.run(now - TOKEN_LIFE_MILLIS);
		const JobId = randomBytes(32).toString("hex");
		const { changes } = this.#db
			.prepare(
				"INSERT INTO jobs (JobId, token, request, createdMillis) VALUES (?, ?, ?, ?) ON CONFLICT (token) DO NOTHING",
			)
			.run(JobId, ClientRequestToken, text, now);
		if (changes) return JobId;
		const known = this.#db
			.prepare("SELECT JobId, request FROM jobs WHERE token = ?")
			.get(ClientRequestToken);
		if (known?.["request"] === text) return String(known["JobId"]);
		throw idempotentParameterMismatch(
			`The ClientRequestToken: ${ClientRequestToken} you have supplied is already in use.`,
		);
	}

	find(JobId: string): Job | undefined {
		const row = this.#db.prepare("SELECT * FROM jobs WHERE JobId = ?").get(JobId);
		return row && toJob(row);
	}

	/** Takes the oldest open job that nobody holds; what an owner before has left behind is started again. */
	claim(owner: string, leaseMillis: number): Job | undefined {
		const row = this.#db
			.prepare(
				`UPDATE jobs SET owner = :owner, leaseUntilMillis = :until, progress = 0, faceCount = 0, warnings = '[]' WHERE JobId =
				(SELECT JobId FROM jobs WHERE JobStatus = 'IN_PROGRESS' AND leaseUntilMillis < :now ORDER BY rowid LIMIT 1)
				RETURNING *`,
			)
			.get({ owner, until: this.#now() + leaseMillis, now: this.#now() });
		if (!row) return undefined;
		const job = toJob(row);
		this.#db.prepare("DELETE FROM chunks WHERE JobId = ?").run(job.JobId);
		return job;
	}

	/** False when the job is no longer the owner's: taken over, cancelled or deleted. */
	renew(JobId: string, owner: string, leaseMillis: number): boolean {
		return this.#update("leaseUntilMillis = :value", { JobId, owner }, this.#now() + leaseMillis);
	}

	/** Leaves an open job to whoever comes next. */
	release(JobId: string, owner: string): void {
		this.#update("leaseUntilMillis = :value", { JobId, owner }, 0);
	}

	setFindings(JobId: string, owner: string, findings: Findings): void {
		for (const [name, value] of Object.entries(findings))
			this.#update(`${name} = :value`, { JobId, owner }, JSON.stringify(value));
	}

	/** Adds faces in the order of time and says how far the job is; false when the job is not the owner's. */
	append(JobId: string, owner: string, faces: readonly FaceDetection[], progress: number): boolean {
		this.#db.exec("BEGIN IMMEDIATE");
		try {
			const isOwned = this.#update("progress = :value", { JobId, owner }, progress);
			if (isOwned && faces.length) this.#insertChunk(JobId, faces);
			this.#db.exec("COMMIT");
			return isOwned;
		} catch (error) {
			this.#db.exec("ROLLBACK");
			throw error;
		}
	}

	/** Ends an open job; with an owner only if it is still that owner's. */
	finish(JobId: string, outcome: Outcome, owner?: string): boolean {
		const { changes } = this.#db
			.prepare(
				`UPDATE jobs SET JobStatus = :status, StatusMessage = :message, owner = NULL
				WHERE JobId = :JobId AND JobStatus = 'IN_PROGRESS' AND (:owner IS NULL OR owner = :owner)`,
			)
			.run({
				JobId,
				status: outcome.JobStatus,
				message: outcome.StatusMessage ?? null,
				owner: owner ?? null,
			});
		return changes > 0;
	}

	/** A stretch of a job's faces; reads only the chunks it lies in. */
	readFaces(JobId: string, first: number, length: number): FaceDetection[] {
		const rows = this.#db
			.prepare(
				"SELECT first, data, crc FROM chunks WHERE JobId = ? AND first < ? AND first + length > ? ORDER BY first",
			)
			.all(JobId, first + length, first);
		const begin = Number(rows[0]?.["first"] ?? first);
		return rows
			.flatMap(({ data, crc }) => parseChunk({ data: toBytes(data), crc: Number(crc) }))
			.slice(first - begin, first - begin + length);
	}

	/** The secret that page tokens of this database are signed with. */
	get secret(): Uint8Array {
		return toBytes(this.#db.prepare("SELECT secret FROM settings").get()?.["secret"]);
	}

	close(): void {
		this.#db.close();
	}

	#insertChunk(JobId: string, faces: readonly FaceDetection[]): void {
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

	#update(
		assignment: string,
		of: { readonly JobId: string; readonly owner: string },
		value: string | number,
	): boolean {
		const { changes } = this.#db
			.prepare(
				`UPDATE jobs SET ${assignment} WHERE JobId = :JobId AND owner = :owner AND JobStatus = 'IN_PROGRESS'`,
			)
			.run({ ...of, value });
		return changes > 0;
	}
}

/** A row is what this file wrote, in columns of these types. */
const toJob = (row: Row): Job => {
	const StatusMessage = row["StatusMessage"];
	const VideoMetadata: VideoMetadata | null = parseColumn(row, "VideoMetadata");
	return {
		JobId: String(row["JobId"]),
		request: parseColumn(row, "request"),
		JobStatus: toStatus(row["JobStatus"]),
		...(typeof StatusMessage === "string" ? { StatusMessage } : {}),
		...(VideoMetadata ? { VideoMetadata } : {}),
		progress: Number(row["progress"]),
		models: parseColumn(row, "models"),
		warnings: parseColumn(row, "warnings"),
		faceCount: Number(row["faceCount"]),
	};
};

type Row = Readonly<Record<string, SQLOutputValue>>;

const parseColumn = (row: Row, name: string) => JSON.parse(String(row[name]));

const toStatus = (value: unknown): VideoJobStatus =>
	value === "SUCCEEDED" || value === "FAILED" ? value : "IN_PROGRESS";

const toBytes = (value: unknown): Uint8Array => {
	if (value instanceof Uint8Array) return value;
	throw new TypeError("a blob was expected");
};
