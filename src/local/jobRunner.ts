import type { DatabaseSync } from "node:sqlite";
import { analyseJob, type AnalyseParts } from "./analyseJob.ts";
import type { Job } from "./job.ts";
import { UNSUPPORTED } from "./invalidVideo.ts";
import type { Outcome } from "./jobStore.ts";
import { type Publish, publishDue } from "./notices.ts";
import { createOwner, isGone } from "./owner.ts";

const LEASE_MILLIS = 9000;
const RENEWAL_MILLIS = 3000;
const RETRY_MILLIS = 2000;

/** What the jobs of the local engine are made of. */
export interface RunnerParts extends AnalyseParts {
	readonly db: DatabaseSync;
	readonly now: () => number;
	readonly publish: Publish;
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
export const createJobRunner = (parts: RunnerParts): JobRunner => {
	const { store, onProblem } = parts;
	const owner = createOwner();
	const running = new Map<string, AbortController>();
	const stopped = new AbortController();
	const publishing = oneAtATime(() => publishDue(parts, stopped.signal), onProblem);
	const working = oneAtATime(async () => {
		store.removeExpired();
		store.endLeases(isGone);
		for (;;) {
			const job = stopped.signal.aborted ? undefined : store.claim(owner, LEASE_MILLIS);
			if (!job) return;
			const controller = new AbortController();
			running.set(job.JobId, controller);
			await runJob(job, owner, parts, controller);
			running.delete(job.JobId);
			publishing.wake();
		}
	}, onProblem);
	const wake = () => {
		if (stopped.signal.aborted) return;
		working.wake();
		publishing.wake();
	};
	const others = setInterval(wake, RENEWAL_MILLIS).unref();
	wake();
	return {
		wake,
		cancel: (JobId) => running.get(JobId)?.abort(),
		dispose: async () => {
			clearInterval(others);
			stopped.abort();
			for (const controller of running.values()) controller.abort();
			await Promise.all([working.done(), publishing.done()]);
		},
	};
};

/** Work that is asked for while it goes on is done once more. */
const oneAtATime = (work: () => Promise<void>, onProblem: (error: unknown) => void) => {
	let running: Promise<void> | undefined;
	let isAsked = false;
	const wake = () => {
		isAsked = true;
		running ??= run();
	};
	const run = async () => {
		try {
			while (isAsked) {
				isAsked = false;
				await work();
			}
		} catch (error) {
			onProblem(error);
		} finally {
			running = undefined;
		}
	};
	return { wake, done: async () => running };
};

/** Runs a job to its end; whatever happens becomes its outcome. */
const runJob = async (
	job: Job,
	owner: string,
	parts: RunnerParts,
	controller: AbortController,
): Promise<void> => {
	const { store, onProblem } = parts;
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
		await analyseJob(job, held, parts, abortSignal);
		abortSignal.throwIfAborted();
		store.finish(job.JobId, { JobStatus: "SUCCEEDED" }, owner);
	} catch (error) {
		// An aborted job was cancelled, taken over, or is left to the next owner: its state is not ours to set.
		if (abortSignal.aborted) store.release(held);
		// Nor is a full disk the job's fault: it goes on when there is space.
		else if (isPassing(error)) {
			onProblem(error);
			store.release(held, RETRY_MILLIS);
		} else store.finish(job.JobId, toFailure(error, parts), owner);
	} finally {
		clearInterval(renewal);
	}
};

/** SQLite's codes for a disk that is full, fails, or is read-only, and for a database that others keep busy. */
const PASSING_SQLITE = new Set([5, 6, 8, 10, 13]);

/** What may be better a little later, whatever the video. */
const isPassing = (error: unknown): boolean =>
	error instanceof Error &&
	(("errcode" in error && PASSING_SQLITE.has(Number(error.errcode) & 0xff)) ||
		("code" in error && error.code === "ENOSPC"));

/** Amazon Rekognition does not say what is wrong with a video. */
const toFailure = (error: unknown, { isStrict = false }: RunnerParts): Outcome => {
	const message = error instanceof Error ? error.message : String(error);
	const StatusMessage = isStrict && message.startsWith(UNSUPPORTED) ? UNSUPPORTED : message;
	return { JobStatus: "FAILED", StatusMessage };
};
