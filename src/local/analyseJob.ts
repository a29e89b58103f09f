import type { FaceMatch } from "@aws-sdk/client-rekognition";
import type { FoundFace } from "../api/engine.ts";
import type { VideoSource } from "../api/videoSource.ts";
import type { Analyse, AnalysisEvent } from "./analysis.ts";
import type { Job } from "./job.ts";
import type { Basis, Checkpoint, MatchedPerson } from "./jobResults.ts";
import type { Held, JobStore } from "./jobStore.ts";
import { refuseUnlikeRekognition } from "./strictVideo.ts";

/** What a job is analysed with; a setting is a function, since users change it while jobs are queued. */
export interface AnalyseParts {
	readonly store: JobStore;
	readonly videos: VideoSource;
	readonly analyse: Analyse;
	readonly samplesPerSecond: () => number;
	/** Fails what Amazon Rekognition fails, in its words. */
	readonly isStrict?: boolean;
	/** The faces of the job's collection that somebody looks like. */
	readonly findMatches: (job: Job, looks: Float32Array) => FaceMatch[];
}

/** Analyses a job's video from where it was left, and stores what is found as it is found. */
export const analyseJob = async (
	job: Job,
	held: Held,
	parts: AnalyseParts,
	abortSignal: AbortSignal,
): Promise<void> => {
	const { request, models } = job;
	const video = await parts.videos.open(request.Video ?? {}, { abortSignal });
	try {
		const before = parts.store.results.findCheckpoint(job.JobId);
		const resume = before?.basis.identity === video.identity ? { ...before, models } : undefined;
		const samplesPerSecond = resume?.basis.samplesPerSecond ?? parts.samplesPerSecond();
		const { FaceAttributes = "DEFAULT" } = request;
		const isSearch = job.operation === "StartFaceSearch";
		const events = parts.analyse(
			{ file: video.file, samplesPerSecond, FaceAttributes, isSearch, resume },
			{ abortSignal },
		);
		const writer = createWriter(job, held, parts, { identity: video.identity, samplesPerSecond });
		for await (const event of events) if (!writer.write(event)) return;
		writer.end();
	} finally {
		await video.release();
	}
};

/** How often the overview so far is stored, for those who watch. */
const OVERVIEW_MILLIS = 300;

/** Stores the events of an analysis; `write` says whether the job is still the owner's. */
const createWriter = (job: Job, held: Held, parts: AnalyseParts, basis: Basis) => {
	const { store, isStrict = false, findMatches } = parts;
	const warnings: string[] = [];
	const overview = createOverview((found) => store.setOverview(held, found));
	let faces: FoundFace[] = [];
	let persons: MatchedPerson[] = [];
	let durationMillis = 0;
	const append = (progress: number, checkpoint?: Checkpoint) => {
		const addition = { faces, persons, progress, basis, checkpoint };
		[faces, persons] = [[], []];
		return store.append(held, addition);
	};
	const write = (event: AnalysisEvent): boolean => {
		switch (event.type) {
			case "video":
				if (isStrict) refuseUnlikeRekognition(event.VideoMetadata);
				durationMillis = event.VideoMetadata.DurationMillis ?? 0;
				store.begin(held, event);
				return true;
			case "glance":
				overview.add(event.faces);
				return true;
			case "frame":
				overview.flush();
				faces.push(...event.faces);
				return true;
			case "person":
				persons.push({ Index: event.Index, FaceMatches: findMatches(job, event.looks) });
				return true;
			case "checkpoint":
				return append(toProgress(event.timestampMillis, durationMillis), event);
			case "warning":
				warnings.push(event.text);
				store.setFindings(held, { warnings });
				return true;
		}
	};
	return { write, end: () => append(1) };
};

const toProgress = (timestampMillis: number, durationMillis: number): number =>
	durationMillis ? Math.min(1, timestampMillis / durationMillis) : 0;

/** Gathers the faces of a quick look, since it is stored as a whole. */
const createOverview = (store: (faces: readonly FoundFace[]) => void) => {
	const faces: FoundFace[] = [];
	let stored = 0;
	let dueMillis = 0;
	const flush = () => {
		if (faces.length === stored) return;
		store(faces);
		stored = faces.length;
		dueMillis = Date.now() + OVERVIEW_MILLIS;
	};
	return {
		add: (more: readonly FoundFace[]) => {
			faces.push(...more);
			if (Date.now() >= dueMillis) flush();
		},
		flush,
	};
};
