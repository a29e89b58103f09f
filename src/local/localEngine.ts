import type { GetFaceDetectionRequest } from "@aws-sdk/client-rekognition";
import type { FaceDetectionPage, FaceEngine, Notes } from "../api/engine.ts";
import { invalidParameter, resourceNotFound } from "../api/errors.ts";
import { toPage } from "../core/pages.ts";
import { createJobRunner, type LocalParts } from "./jobRunner.ts";
import type { Job, JobStore } from "./jobStore.ts";
import { parsePageToken, toPageToken } from "./pageToken.ts";

/** The local engine: Rekognition's operations on this machine. */
export interface LocalEngine extends FaceEngine {
	readonly peekFaceDetection: NonNullable<FaceEngine["peekFaceDetection"]>;
	readonly cancelJob: (JobId: string) => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export const createLocalEngine = (parts: LocalParts): LocalEngine => {
	const { store, videos } = parts;
	const runner = createJobRunner(parts);
	return {
		startFaceDetection: async (request, options) => {
			if (!request.Video?.S3Object?.Name) throw invalidParameter("Request has invalid parameters");
			const known = store.findByToken(request, "StartFaceDetection");
			if (known !== undefined) return { JobId: known };
			await videos.check(request.Video, options);
			const JobId = store.add(request);
			runner.wake();
			return { JobId };
		},
		getFaceDetection: async (request) => {
			const job = findJob(store, request);
			return {
				...toEcho(job),
				...toStatusMembers(job),
				...(job.JobStatus === "SUCCEEDED" ? readPage(store, job, request) : {}),
			};
		},
		peekFaceDetection: async (request) => {
			const job = findJob(store, request);
			const overview = request.NextToken ? [] : store.results.readOverview(job.JobId);
			return {
				...toEcho(job),
				...(job.VideoMetadata ? { VideoMetadata: job.VideoMetadata } : {}),
				...toStatusMembers(job),
				...(overview.length ? { overview } : {}),
				...readPage(store, job, request),
			};
		},
		cancelJob: async (JobId) => {
			store.finish(JobId, { JobStatus: "FAILED", StatusMessage: "Cancelled." });
			runner.cancel(JobId);
		},
		dispose: runner.dispose,
	};
};

const findJob = (store: JobStore, { JobId = "", MaxResults }: GetFaceDetectionRequest): Job => {
	if (MaxResults !== undefined && !(Number.isInteger(MaxResults) && MaxResults >= 1))
		throw invalidParameter(
			`1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1`,
		);
	const job = store.find(JobId);
	if (!job) throw resourceNotFound(`Could not find JobId ${JobId}`);
	return job;
};

const toEcho = ({ JobStatus, JobId, request: { Video, JobTag } }: Job): FaceDetectionPage => ({
	JobStatus,
	JobId,
	...(Video ? { Video } : {}),
	...(JobTag === undefined ? {} : { JobTag }),
});

const toStatusMembers = ({
	JobStatus,
	StatusMessage,
	...job
}: Job): Omit<FaceDetectionPage, "Faces"> & Notes => {
	switch (JobStatus) {
		case "IN_PROGRESS":
			return { progress: job.progress };
		case "FAILED":
			return { StatusMessage };
		case "SUCCEEDED":
			return {
				...(job.VideoMetadata ? { VideoMetadata: job.VideoMetadata } : {}),
				models: job.models,
				...(job.warnings.length ? { warnings: job.warnings } : {}),
			};
	}
};

/** A page of what there is; while there may be more to come, it says where that will begin. */
const readPage = (
	store: JobStore,
	{ JobId, JobStatus, faceCount, run }: Job,
	{ NextToken, MaxResults }: GetFaceDetectionRequest,
): FaceDetectionPage => {
	const scope = { secret: store.secret, of: `GetFaceDetection ${JobId} ${run}` };
	const { first, length, next } = toPage(parsePageToken(NextToken, scope), faceCount, MaxResults);
	const following = JobStatus === "IN_PROGRESS" ? first + length : next;
	return {
		Faces: store.results.read(JobId, first, length),
		...(following === undefined ? {} : { NextToken: toPageToken(following, scope) }),
	};
};
