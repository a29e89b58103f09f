import type {
	StartFaceDetectionRequest,
	VideoJobStatus,
	VideoMetadata,
} from "@aws-sdk/client-rekognition";
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { FoundFace } from "../api/engine.ts";
import { idempotentParameterMismatch } from "../api/errors.ts";
import { toCanonicalJson } from "../core/canonical.ts";
import { inTransaction, openDatabase, type Row, toBytes } from "./database.ts";
import { type Basis, type Checkpoint, JobResults } from "./jobResults.ts";

/** The operations that make jobs. */
export type StartOperation = "StartFaceDetection";

/** What is known of a job; the request is what it was started with. */
export interface Job {
	readonly JobId: string;
	readonly operation: StartOperation;
	readonly request: StartFaceDetectionRequest;
	readonly JobStatus: VideoJobStatus;
	readonly StatusMessage?: string;
	readonly VideoMetadata?: VideoMetadata;
	readonly progress: number;
	readonly models: readonly string[];
	readonly warnings: readonly string[];
	readonly faceCount: number;
	/** How many times the analysis has begun at the beginning of the video. */
	readonly run: number;
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

/** More of a job's result. */
export interface Addition {
	/** In the order of time. */
	readonly faces: readonly FoundFace[];
	readonly progress: number;
	readonly basis: Basis;
	/** Where the analysis is after these faces. */
	readonly checkpoint?: Checkpoint | undefined;
}

/** A job and who writes to it. */
export interface Held {
	readonly JobId: string;
	readonly owner: string;
}

/** AWS: a ClientRequestToken lives for seven days. */
const TOKEN_LIFE_MILLIS = 7 * 24 * 60 * 60 * 1000;
/** So many owners in a row that vanished without a trace of progress: the job is what ends them. */
const MAX_STALLS = 3;

/**
 * Jobs and their faces in one SQLite database that several processes may share. A running job has an owner with
 * a lease; a write by anybody else changes nothing and says so.
 */
export class JobStore {
	readonly #db: DatabaseSync;
	readonly #now: () => number;
	readonly results: JobResults;

	constructor(file: string, now: () => number = Date.now) {
		this.#db = openDatabase(file);
		this.#now = now;
		this.results = new JobResults(this.#db);
	}

	/** Adds a job, or finds the one that the same ClientRequestToken has made. */
	add(
		request: StartFaceDetectionRequest,
		operation: StartOperation = "StartFaceDetection",
	): string {
		return inTransaction(this.#db, () => {
			const known = this.findByToken(request, operation);
			if (known !== undefined) return known;
			const { ClientRequestToken, ...parameters } = request;
			const JobId = randomBytes(32).toString("hex");
			this.#db
				.prepare(
					"INSERT INTO jobs (JobId, operation, token, request, createdMillis) VALUES (?, ?, ?, ?, ?)",
				)
				.run(
					JobId,
					operation,
					ClientRequestToken === undefined ? null : `${operation} ${ClientRequestToken}`,
					toCanonicalJson(parameters),
					this.#now(),
				);
			return JobId;
		});
	}

	/** The job that the same call has made before, if it came with a token. */
	findByToken(
		{ ClientRequestToken, ...parameters }: StartFaceDetectionRequest,
		operation: StartOperation,
	): string | undefined {
		if (ClientRequestToken === undefined) return undefined;
		this.#db
			.prepare("UPDATE jobs SET token = NULL WHERE createdMillis <= ?")
			.run(this.#now() - TOKEN_LIFE_MILLIS);
		const known = this.#db
			.prepare("SELECT JobId, request FROM jobs WHERE token = ?")
			.get(`${operation} ${ClientRequestToken}`);
		if (!known) return undefined;
		if (known["request"] === toCanonicalJson(parameters)) return String(known["JobId"]);
		throw idempotentParameterMismatch(
			`The ClientRequestToken: ${ClientRequestToken} you have supplied is already in use.`,
		);
	}

	find(JobId: string): Job | undefined {
		const row = this.#db.prepare("SELECT * FROM jobs WHERE JobId = ?").get(JobId);
		return row && toJob(row);
	}

	/** Takes the oldest open job that nobody holds; it goes on where an owner before has left it. */
	claim(owner: string, leaseMillis: number): Job | undefined {
		const now = this.#now();
		const row = this.#db
			.prepare(
				// A lease so far ahead was given before the clock was set back.
				`UPDATE jobs SET owner = :owner, leaseUntilMillis = :until, stalls = stalls + (owner IS NOT NULL)
				WHERE JobId = (SELECT JobId FROM jobs WHERE JobStatus = 'IN_PROGRESS'
				AND NOT leaseUntilMillis BETWEEN :now AND :never ORDER BY rowid LIMIT 1) RETURNING *`,
			)
			.get({ owner, now, until: now + leaseMillis, never: now + 10 * leaseMillis });
		if (!row) return undefined;
		const job = toJob(row);
		if (Number(row["stalls"]) < MAX_STALLS) return job;
		const StatusMessage = `The analysis was given up: ${MAX_STALLS} times in a row it was interrupted before it came any further.`;
		this.finish(job.JobId, { JobStatus: "FAILED", StatusMessage }, owner);
		return this.claim(owner, leaseMillis);
	}

	/** False when the job is no longer the owner's: taken over, cancelled or deleted. */
	renew(held: Held, leaseMillis: number): boolean {
		return this.#update("leaseUntilMillis = :value", held, this.#now() + leaseMillis);
	}

	/** Leaves an open job to whoever comes next, or comes after a while. */
	release(held: Held, afterMillis = 0): void {
		const untilMillis = afterMillis && this.#now() + afterMillis;
		this.#update("owner = NULL, leaseUntilMillis = :value", held, untilMillis);
	}

	/** Begins an analysis, or goes on with one: then what it has found before stays. */
	begin(held: Held, findings: Findings, isResumed: boolean): void {
		inTransaction(this.#db, () => {
			if (!this.#update("run = run + :value", held, isResumed ? 0 : 1)) return;
			if (!isResumed) this.results.clear(held.JobId);
			this.setFindings(held, findings);
		});
	}

	setFindings(held: Held, findings: Findings): void {
		for (const [name, value] of Object.entries(findings))
			this.#update(`${name} = :value`, held, JSON.stringify(value));
	}

	setOverview(held: Held, faces: readonly FoundFace[]): void {
		inTransaction(this.#db, () => {
			if (this.#update("stalls = :value", held, 0)) this.results.setOverview(held.JobId, faces);
		});
	}

	/** Adds to the result, all or nothing; false when the job is not the owner's. */
	append(held: Held, { faces, progress, basis, checkpoint }: Addition): boolean {
		return inTransaction(this.#db, () => {
			if (!this.#update("stalls = 0, progress = :value", held, progress)) return false;
			if (faces.length) this.results.append(held.JobId, faces);
			if (checkpoint) this.results.setCheckpoint(held.JobId, basis, checkpoint);
			return true;
		});
	}

	/** Ends an open job; with an owner only if it is still that owner's. */
	finish(JobId: string, outcome: Outcome, owner?: string): boolean {
		return inTransaction(this.#db, () => {
			const { changes } = this.#db
				.prepare(
					`UPDATE jobs SET JobStatus = :status, StatusMessage = :message, owner = NULL, endedMillis = :now
					WHERE JobId = :JobId AND JobStatus = 'IN_PROGRESS' AND (:owner IS NULL OR owner = :owner)`,
				)
				.run({
					JobId,
					status: outcome.JobStatus,
					message: outcome.StatusMessage ?? null,
					now: this.#now(),
					owner: owner ?? null,
				});
			if (changes) this.results.clearUnfinished(JobId);
			return changes > 0;
		});
	}

	/** The secret that page tokens of this database are signed with. */
	get secret(): Uint8Array {
		return toBytes(this.#db.prepare("SELECT secret FROM settings").get()?.["secret"]);
	}

	close(): void {
		this.#db.close();
	}

	#update(assignment: string, { JobId, owner }: Held, value: string | number): boolean {
		const { changes } = this.#db
			.prepare(
				`UPDATE jobs SET ${assignment} WHERE JobId = :JobId AND owner = :owner AND JobStatus = 'IN_PROGRESS'`,
			)
			.run({ JobId, owner, value });
		return changes > 0;
	}
}

/** A row is what this file wrote, in columns of these types. */
const toJob = (row: Row): Job => {
	const StatusMessage = row["StatusMessage"];
	const VideoMetadata: VideoMetadata | null = parseColumn(row, "VideoMetadata");
	return {
		JobId: String(row["JobId"]),
		operation: "StartFaceDetection",
		request: parseColumn(row, "request"),
		JobStatus: toStatus(row["JobStatus"]),
		...(typeof StatusMessage === "string" ? { StatusMessage } : {}),
		...(VideoMetadata ? { VideoMetadata } : {}),
		progress: Number(row["progress"]),
		models: parseColumn(row, "models"),
		warnings: parseColumn(row, "warnings"),
		faceCount: Number(row["faceCount"]),
		run: Number(row["run"]),
	};
};

const parseColumn = (row: Row, name: string) => JSON.parse(String(row[name]));

const toStatus = (value: unknown): VideoJobStatus =>
	value === "SUCCEEDED" || value === "FAILED" ? value : "IN_PROGRESS";
