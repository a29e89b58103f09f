import type { FaceDetection, Video } from "@aws-sdk/client-rekognition";
import { randomUUID } from "node:crypto";
import type { VideoSource } from "../api/videoSource.ts";
import type { Analyse, AnalysisEvent } from "./analysis.ts";
import type { Job, JobStore, Outcome } from "./jobStore.ts";

const LEASE_MILLIS = 15_000;
const RENEWAL_MILLIS = 5000;
/** How often the results so far are stored, and with them the progress a reader sees. */
const STORE_MILLIS = 500;
const STORE_FACES = 500;

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
	const orphans = setInterval(wake, LEASE_MILLIS).unref();
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
	{ JobId, request }: Job,
	owner: string,
	{ store, videos, analyse, samplesPerSecond }: LocalParts,
	controller: AbortController,
): Promise<void> => {
	const abortSignal = controller.signal;
	const renew = () => {
		try {
			if (!store.renew(JobId, owner, LEASE_MILLIS)) controller.abort();
		} catch (error) {
			// Without a lease the job is anybody's.
			controller.abort(error);
		}
	};
	const renewal = setInterval(renew, RENEWAL_MILLIS);
	try {
		const video = await videos.open(toVideo(request.Video), { abortSignal });
		try {
			const events = analyse(
				{
					file: video.file,
					samplesPerSecond: samplesPerSecond(),
					FaceAttributes: request.FaceAttributes ?? "DEFAULT",
				},
				{ abortSignal },
			);
			await storeEvents(events, store, { JobId, owner });
		} finally {
			await video.release();
		}
		abortSignal.throwIfAborted();
		store.finish(JobId, { JobStatus: "SUCCEEDED" }, owner);
	} catch (error) {
		// An aborted job was cancelled, taken over, or is left to the next owner: its state is not ours to set.
		if (abortSignal.aborted) store.release(JobId, owner);
		else store.finish(JobId, toFailure(error), owner);
	} finally {
		clearInterval(renewal);
	}
};

const toVideo = (video: Video | undefined): Video => video ?? {};

const storeEvents = async (
	events: AsyncIterable<AnalysisEvent>,
	store: JobStore,
	{ JobId, owner }: { readonly JobId: string; readonly owner: string },
): Promise<void> => {
	const warnings: string[] = [];
	let faces: FaceDetection[] = [];
	let durationMillis = 0;
	let progress = 0;
	let storedMillis = Date.now();
	const flush = () => {
		const isOwned = store.append(JobId, owner, faces, progress);
		faces = [];
		storedMillis = Date.now();
		return isOwned;
	};
	for await (const event of events) {
		switch (event.type) {
			case "video":
				durationMillis = event.VideoMetadata.DurationMillis ?? 0;
				store.setFindings(JobId, owner, {
					VideoMetadata: event.VideoMetadata,
					models: event.models,
				});
				break;
			case "frame":
				faces.push(...event.faces.map((Face) => ({ Timestamp: event.Timestamp, Face })));
				if (durationMillis) progress = Math.min(1, event.Timestamp / durationMillis);
				break;
			case "warning":
				warnings.push(event.text);
				store.setFindings(JobId, owner, { warnings });
				break;
		}
		const isDue = faces.length >= STORE_FACES || Date.now() - storedMillis >= STORE_MILLIS;
		if (isDue && !flush()) return;
	}
	progress = 1;
	flush();
};

const toFailure = (error: unknown): Outcome => ({
	JobStatus: "FAILED",
	StatusMessage: error instanceof Error ? error.message : String(error),
});
