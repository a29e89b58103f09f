import type { VideoMetadata } from "@aws-sdk/client-rekognition";
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { FoundFace } from "../api/engine.ts";
import { idempotentParameterMismatch, limitExceeded } from "../api/errors.ts";
import { toCanonicalJson } from "../core/canonical.ts";
import { forgetOnDisk, inTransaction, toBytes } from "./database.ts";
import { type Job, type JobRequest, type StartOperation, toJob } from "./job.ts";
import { type Basis, type Checkpoint, JobResults, type MatchedPerson } from "./jobResults.ts";

/** How a job ended. */
export interface Outcome {
	readonly JobStatus: "SUCCEEDED" | "FAILED";
	readonly StatusMessage?: string;
}

/** What a job learns beside its faces. */
interface Findings {
	readonly VideoMetadata?: VideoMetadata;
	readonly models?: readonly string[];
	readonly warnings?: readonly string[];
}

/** What an analysis knows of its video before the first face. */
interface Beginning {
	readonly VideoMetadata: VideoMetadata;
	readonly models: readonly string[];
	/** It goes on where another was. */
	readonly isResumed: boolean;
}

/** More of a job's result. */
export interface Addition {
	/** In the order of time. */
	readonly faces: readonly FoundFace[];
	readonly persons: readonly MatchedPerson[];
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
const MAX_STALLS = 10;

export interface StoreOptions {
	readonly now: () => number;
	/** As many may be open at a time; without a limit they wait for each other. */
	readonly maxOpenJobs?: number;
	/** How long a result is kept; without it, until it is removed. */
	readonly keepMillis?: () => number;
	/** Whose jobs they are, for the message that there are too many. */
	readonly user?: string;
}

/**
 * Jobs and their faces in one SQLite database that several processes may share. A running job has an owner with
 * a lease; a write by anybody else changes nothing and says so.
 */
export class JobStore {
	readonly #db: DatabaseSync;
	readonly #options: StoreOptions;
	readonly results: JobResults;

	constructor(db: DatabaseSync, options: StoreOptions) {
		this.#db = db;
		this.#options = options;
		this.results = new JobResults(db);
	}

	/** Adds a job, or finds the one that the same ClientRequestToken has made. */
	add(request: JobRequest, operation: StartOperation, collectionRow = 0): string {
		return inTransaction(this.#db, () => {
			const known = this.findByToken(request, operation);
			if (known !== undefined) return known;
			this.#assertRoom();
			const { ClientRequestToken: token, ...parameters } = request;
			const JobId = randomBytes(32).toString("hex");
			this.#db
				.prepare(
					`INSERT INTO jobs (JobId, operation, token, request, createdMillis, collectionRow)
					VALUES (?, ?, ?, ?, ?, ?)`,
				)
				.run(
					JobId,
					operation,
					token === undefined ? null : `${operation} ${token}`,
					toCanonicalJson(parameters),
					this.#options.now(),
					collectionRow,
				);
			return JobId;
		});
	}

	/** The job that the same call has made before, if it came with a token. */
	findByToken(
		{ ClientRequestToken, ...parameters }: JobRequest,
		operation: StartOperation,
	): string | undefined {
		if (ClientRequestToken === undefined) return undefined;
		this.#db
			.prepare("UPDATE jobs SET token = NULL WHERE createdMillis <= ?")
			.run(this.#options.now() - TOKEN_LIFE_MILLIS);
		const known = this.#db
			.prepare("SELECT JobId, request FROM jobs WHERE token = ?")
			.get(`${operation} ${ClientRequestToken}`);
		if (!known) return undefined;
		if (known["request"] === toCanonicalJson(parameters)) return String(known["JobId"]);
		throw idempotentParameterMismatch(
			`The ClientRequestToken: ${ClientRequestToken} you have supplied is already in use.`,
		);
	}

	/** Undefined when there is no such job any longer. */
	find(JobId: string): Job | undefined {
		const row = this.#db
			.prepare("SELECT * FROM jobs WHERE JobId = ? AND ifnull(endedMillis, 9e15) > ?")
			.get(JobId, this.#expiredMillis());
		return row && toJob(row);
	}

	/** The newest first. */
	list(limit: number): readonly Job[] {
		return this.#db
			.prepare("SELECT * FROM jobs WHERE ifnull(endedMillis, 9e15) > ? ORDER BY rowid DESC LIMIT ?")
			.all(this.#expiredMillis(), limit)
			.map(toJob);
	}

	/** Removes a job and its result, from the disk too; whoever works at it stops. */
	remove(JobId: string): boolean {
		const { changes } = this.#db.prepare("DELETE FROM jobs WHERE JobId = ?").run(JobId);
		forgetOnDisk(this.#db);
		return changes > 0;
	}

	/** Removes the results that are older than they are kept. */
	removeExpired(): void {
		const { changes } = this.#db
			.prepare("DELETE FROM jobs WHERE endedMillis <= ?")
			.run(this.#expiredMillis());
		if (changes) forgetOnDisk(this.#db);
	}

	/** Takes the oldest open job that nobody holds; it goes on where an owner before has left it. */
	claim(owner: string, leaseMillis: number): Job | undefined {
		const now = this.#options.now();
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

	/** Ends the leases of owners that will not come back before they have run out. */
	endLeases(isGone: (owner: string) => boolean): void {
		const rows = this.#db
			.prepare(
				"SELECT DISTINCT owner FROM jobs WHERE JobStatus = 'IN_PROGRESS' AND leaseUntilMillis > 0 AND owner IS NOT NULL",
			)
			.all();
		for (const owner of rows.map((row) => String(row["owner"])).filter(isGone))
			this.#db
				.prepare(
					"UPDATE jobs SET leaseUntilMillis = 0 WHERE owner = ? AND JobStatus = 'IN_PROGRESS'",
				)
				.run(owner);
	}

	/** False when the job is no longer the owner's: taken over, cancelled or deleted. */
	renew(held: Held, leaseMillis: number): boolean {
		return this.#update("leaseUntilMillis = :value", held, this.#options.now() + leaseMillis);
	}

	/** Leaves an open job to whoever comes next, or comes after a while. */
	release(held: Held, afterMillis = 0): void {
		const untilMillis = afterMillis && this.#options.now() + afterMillis;
		this.#update("owner = NULL, leaseUntilMillis = :value", held, untilMillis);
	}

	/** Begins an analysis, or goes on with one: then what it has found before stays. */
	begin(held: Held, { VideoMetadata, models, isResumed }: Beginning): void {
		inTransaction(this.#db, () => {
			if (!this.#update("run = run + :value", held, isResumed ? 0 : 1)) return;
			if (!isResumed) this.results.clear(held.JobId);
			this.setFindings(held, { VideoMetadata, models });
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
	append(held: Held, { faces, persons, progress, basis, checkpoint }: Addition): boolean {
		return inTransaction(this.#db, () => {
			if (!this.#update("stalls = 0, progress = :value", held, progress)) return false;
			if (faces.length) this.results.append(held.JobId, faces);
			this.results.setMatches(held.JobId, persons);
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
					now: this.#options.now(),
					owner: owner ?? null,
				});
			if (changes === 0) return false;
			this.results.clearUnfinished(JobId);
			// The notice is due as soon as the result can be read, and not before.
			this.#db
				.prepare(
					`INSERT INTO notices (JobId, dueMillis) SELECT JobId, endedMillis FROM jobs
					WHERE JobId = ? AND request ->> '$.NotificationChannel.SNSTopicArn' IS NOT NULL`,
				)
				.run(JobId);
			return true;
		});
	}

	/** The secret that page tokens of this database are signed with. */
	get secret(): Uint8Array {
		return toBytes(this.#db.prepare("SELECT secret FROM settings").get()?.["secret"]);
	}

	#expiredMillis(): number {
		return this.#options.now() - (this.#options.keepMillis?.() ?? Infinity);
	}

	#assertRoom(): void {
		const { maxOpenJobs = Infinity } = this.#options;
		const open = Number(
			this.#db.prepare("SELECT count(*) AS n FROM jobs WHERE JobStatus = 'IN_PROGRESS'").get()?.[
				"n"
			],
		);
		if (open >= maxOpenJobs)
			throw limitExceeded(
				`${open} open Jobs for User ${this.#options.user ?? "local"} Maximum limit: ${maxOpenJobs}`,
			);
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
