import type { GetFaceDetectionResponse } from "@aws-sdk/client-rekognition";
import type { FaceEngine, Notes } from "../api/engine.ts";
import { invalidParameter, resourceNotFound } from "../api/errors.ts";
import { toPage } from "../core/pages.ts";
import { createJobRunner, type LocalParts } from "./jobRunner.ts";
import type { Job, JobStore } from "./jobStore.ts";
import { parsePageToken, toPageToken } from "./pageToken.ts";

/** The local engine: Rekognition's operations on this machine. */
export interface LocalEngine extends FaceEngine {
	readonly cancelJob: (JobId: string) => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export const createLocalEngine = (parts: LocalParts): LocalEngine => {
	const { store, videos } = parts;
	const runner = createJobRunner(parts);
	return {
		startFaceDetection: async (request, options) => {
			if (!request.Video?.S3Object?.Name) throw invalidParameter("Request has invalid parameters");
			await videos.check(request.Video, options);
			const JobId = store.add(request);
			runner.wake();
			return { JobId };
		},
		getFaceDetection: async ({ JobId = "", MaxResults, NextToken }) => {
			if (MaxResults !== undefined && !(Number.isInteger(MaxResults) && MaxResults >= 1))
				throw invalidParameter(
					`1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1`,
				);
			const job = store.find(JobId);
			if (!job) throw resourceNotFound(`Could not find JobId ${JobId}`);
			return {
				JobStatus: job.JobStatus,
				JobId,
				...(job.request.Video ? { Video: job.request.Video } : {}),
				...(job.request.JobTag === undefined ? {} : { JobTag: job.request.JobTag }),
				...toStatusMembers(job),
				...(job.JobStatus === "SUCCEEDED" ? readPage(store, job, NextToken, MaxResults) : {}),
			};
		},
		cancelJob: async (JobId) => {
			store.finish(JobId, { JobStatus: "FAILED", StatusMessage: "Cancelled." });
			runner.cancel(JobId);
		},
		dispose: runner.dispose,
	};
};

const toStatusMembers = ({
	JobStatus,
	StatusMessage,
	...job
}: Job): GetFaceDetectionResponse & Notes => {
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

const readPage = (
	store: JobStore,
	{ JobId, faceCount }: Job,
	NextToken: string | undefined,
	MaxResults: number | undefined,
): GetFaceDetectionResponse => {
	const scope = { secret: store.secret, of: `GetFaceDetection ${JobId}` };
	const page = toPage(parsePageToken(NextToken, scope), faceCount, MaxResults);
	return {
		Faces: store.readFaces(JobId, page.first, page.length),
		...(page.next === undefined ? {} : { NextToken: toPageToken(page.next, scope) }),
	};
};
