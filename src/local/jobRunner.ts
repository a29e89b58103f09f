import { randomUUID } from "node:crypto";
import type { VideoSource } from "../api/videoSource.ts";
import type { Analyse } from "./analysis.ts";
import type { Held, Job, JobStore, Outcome } from "./jobStore.ts";
import { storeEvents } from "./storeEvents.ts";

const LEASE_MILLIS = 9000;
const RENEWAL_MILLIS = 3000;
const RETRY_MILLIS = 2000;

/** What the engine is made of; a setting is a function, since users change it while jobs are queued. */
export interface LocalParts {
	readonly store: JobStore;
	readonly videos: VideoSource;
	readonly analyse: Analyse;
	readonly samplesPerSecond: () => number;
	/** Told of what goes wrong outside any job, such as a store that cannot be written. */
	readonly onProblem: (error: unknown) => void;
}

export interface JobRunner {
	/** Looks for an open job; a call while one is running is enough for the next. */
	readonly wake: () => void;
	readonly cancel: (JobId: string) => void;
	/** Stops what is running and leaves it open for the next owner. */
	readonly dispose: () => Promise<void>;
}

/** Works off the open jobs of a store, one at a time: one analysis already uses every core. */
export const createJobRunner = (parts: LocalParts): JobRunner => {
	const owner = randomUUID();
	const running = new Map<string, AbortController>();
	let working: Promise<void> | undefined;
	let isAsked = false;
	let isDisposed = false;

	const work = async () => {
		isAsked = false;
		for (;;) {
			const job = isDisposed ? undefined : parts.store.claim(owner, LEASE_MILLIS);
			if (!job) return;
			const controller = new AbortController();
			running.set(job.JobId, controller);
			await runJob(job, owner, parts, controller);
			running.delete(job.JobId);
		}
	};
	const wake = () => {
		isAsked = true;
		working ??= work()
			.catch(parts.onProblem)
			.finally(() => {
				working = undefined;
				if (isAsked && !isDisposed) wake();
			});
	};
	const orphans = setInterval(wake, RENEWAL_MILLIS).unref();
	wake();
	return {
		wake,
		cancel: (JobId) => running.get(JobId)?.abort(),
		dispose: async () => {
			isDisposed = true;
			clearInterval(orphans);
			for (const controller of running.values()) controller.abort();
			await working;
			parts.store.close();
		},
	};
};

/** Runs a job to its end; whatever happens becomes its outcome. */
const runJob = async (
	job: Job,
	owner: string,
	{ store, onProblem, ...parts }: LocalParts,
	controller: AbortController,
): Promise<void> => {
	const held = { JobId: job.JobId, owner };
	const abortSignal = controller.signal;
	const renew = () => {
		try {
			if (!store.renew(held, LEASE_MILLIS)) controller.abort();
		} catch (error) {
			// Without a lease the job is anybody's.
			controller.abort(error);
		}
	};
	const renewal = setInterval(renew, RENEWAL_MILLIS);
	try {
		await analyseJob(job, held, { ...parts, store, abortSignal });
		abortSignal.throwIfAborted();
		store.finish(job.JobId, { JobStatus: "SUCCEEDED" }, owner);
	} catch (error) {
		// An aborted job was cancelled, taken over, or is left to the next owner: its state is not ours to set.
		if (abortSignal.aborted) store.release(held);
		// Nor is a full disk the job's fault: it goes on when there is space.
		else if (isPassing(error)) {
			onProblem(error);
			store.release(held, RETRY_MILLIS);
		} else store.finish(job.JobId, toFailure(error), owner);
	} finally {
		clearInterval(renewal);
	}
};

const analyseJob = async (
	{ JobId, request, models }: Job,
	held: Held,
	parts: Pick<LocalParts, "store" | "videos" | "analyse" | "samplesPerSecond"> & {
		readonly abortSignal: AbortSignal;
	},
): Promise<void> => {
	const { store, videos, analyse, abortSignal } = parts;
	const video = await videos.open(request.Video ?? {}, { abortSignal });
	try {
		const before = store.results.findCheckpoint(JobId);
		const resume = before?.basis.identity === video.identity ? { ...before, models } : undefined;
		const samplesPerSecond = resume?.basis.samplesPerSecond ?? parts.samplesPerSecond();
		const { FaceAttributes = "DEFAULT" } = request;
		const events = analyse(
			{ file: video.file, samplesPerSecond, FaceAttributes, resume },
			{ abortSignal },
		);
		await storeEvents(events, store, held, { identity: video.identity, samplesPerSecond });
	} finally {
		await video.release();
	}
};

/** SQLite's codes for a disk that is full, fails, or is read-only, and for a database that others keep busy. */
const PASSING_SQLITE = new Set([5, 6, 8, 10, 13]);

/** What may be better a little later, whatever the video. */
const isPassing = (error: unknown): boolean =>
	error instanceof Error &&
	(("errcode" in error && PASSING_SQLITE.has(Number(error.errcode) & 0xff)) ||
		("code" in error && error.code === "ENOSPC"));

const toFailure = (error: unknown): Outcome => ({
	JobStatus: "FAILED",
	StatusMessage: error instanceof Error ? error.message : String(error),
});
