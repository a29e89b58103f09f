import type {
	FaceSearchSortBy,
	GetFaceDetectionRequest,
	GetFaceSearchRequest,
	GetFaceSearchResponse,
	StartFaceDetectionResponse,
} from "@aws-sdk/client-rekognition";
import type { CallOptions, FaceDetectionPage, FoundFace, Notes } from "../api/engine.ts";
import { invalidParameter, resourceNotFound } from "../api/errors.ts";
import type { VideoSource } from "../api/videoSource.ts";
import { type Page, toPage } from "../core/pages.ts";
import type { Job, JobRequest, StartOperation } from "./job.ts";
import type { JobStore } from "./jobStore.ts";
import { parsePageToken, toPageToken } from "./pageToken.ts";

export interface JobParts {
	readonly store: JobStore;
	readonly videos: VideoSource;
	readonly now: () => number;
	/** The last face of a collection; throws when there is no such collection. */
	readonly lastRowOf: (CollectionId: string) => number;
	/** Told that there is a job to run. */
	readonly onStart: () => void;
}

/** Rekognition's operations on jobs. */
export const createJobOperations = (parts: JobParts) => ({
	startFaceDetection: (request: JobRequest, options?: CallOptions) =>
		start(parts, "StartFaceDetection", request, options),
	startFaceSearch: (request: JobRequest, options?: CallOptions) =>
		start(parts, "StartFaceSearch", request, options),
	getFaceDetection: async (request: GetFaceDetectionRequest): Promise<FaceDetectionPage> => {
		const job = findJob(parts, "StartFaceDetection", request);
		const isReadable = job.JobStatus === "SUCCEEDED";
		return { ...toState(job), ...(isReadable ? readFaces(parts, job, request) : {}) };
	},
	peekFaceDetection: async (request: GetFaceDetectionRequest): Promise<FaceDetectionPage> => {
		const job = findJob(parts, "StartFaceDetection", request);
		const overview = request.NextToken ? [] : parts.store.results.readOverview(job.JobId);
		return {
			...(job.VideoMetadata ? { VideoMetadata: job.VideoMetadata } : {}),
			...toState(job),
			...(overview.length ? { overview } : {}),
			...readFaces(parts, job, request),
		};
	},
	getFaceSearch: async (request: GetFaceSearchRequest): Promise<FaceSearchPage> => {
		const job = findJob(parts, "StartFaceSearch", request);
		const isReadable = job.JobStatus === "SUCCEEDED";
		return { ...toState(job), ...(isReadable ? readPersons(parts, job, request) : {}) };
	},
});

type FaceSearchPage = GetFaceSearchResponse & Notes;

/** A known token answers before anything else is looked at: the video may be gone by now. */
const start = async (
	{ store, videos, lastRowOf, onStart }: JobParts,
	operation: StartOperation,
	request: JobRequest,
	options?: CallOptions,
): Promise<StartFaceDetectionResponse> => {
	if (!request.Video?.S3Object?.Name) throw invalidParameter("Request has invalid parameters");
	const known = store.findByToken(request, operation);
	if (known !== undefined) return { JobId: known };
	const { CollectionId } = request;
	const row = CollectionId === undefined ? undefined : lastRowOf(CollectionId);
	await videos.check(request.Video, options);
	const JobId = store.add(request, operation, row);
	onStart();
	return { JobId };
};

const findJob = (
	{ store }: JobParts,
	operation: StartOperation,
	{ JobId = "" }: GetFaceDetectionRequest,
): Job => {
	const job = store.find(JobId);
	if (job?.operation === operation) return job;
	throw resourceNotFound(`Could not find JobId ${JobId}`);
};

const toState = (job: Job): Omit<FaceDetectionPage, "Faces"> => {
	const { JobStatus, JobId, StatusMessage, progress, models, warnings, VideoMetadata } = job;
	const { Video, JobTag } = job.request;
	const echo = {
		JobStatus,
		JobId,
		...(Video ? { Video } : {}),
		...(JobTag === undefined ? {} : { JobTag }),
	};
	switch (JobStatus) {
		case "IN_PROGRESS":
			return { ...echo, progress };
		case "FAILED":
			return { ...echo, StatusMessage };
		case "SUCCEEDED":
			return {
				...echo,
				...(VideoMetadata ? { VideoMetadata } : {}),
				models,
				...(warnings.length ? { warnings } : {}),
			};
	}
};

interface Paging {
	readonly MaxResults?: number | undefined;
	readonly NextToken?: string | undefined;
}

/** A page of what there is; while there may be more to come, it says where that will begin. */
const readPage = (
	{ store, now }: JobParts,
	{ JobId, JobStatus, operation, faceCount, run }: Job,
	{ MaxResults, NextToken, order = "" }: Paging & { readonly order?: string },
): { readonly page: Page; readonly following: { readonly NextToken?: string } } => {
	const of = [operation, JobId, run, order].join(" ");
	const scope = { secret: store.secret, of, nowMillis: now() };
	const page = toPage(parsePageToken(NextToken, scope), faceCount, MaxResults);
	const next = JobStatus === "IN_PROGRESS" ? page.first + page.length : page.next;
	return {
		page,
		following: next === undefined ? {} : { NextToken: toPageToken(next, scope) },
	};
};

const readFaces = (parts: JobParts, job: Job, request: Paging): FaceDetectionPage => {
	const { page, following } = readPage(parts, job, request);
	return { Faces: parts.store.results.read(job.JobId, page.first, page.length), ...following };
};

const readPersons = (
	parts: JobParts,
	job: Job,
	{ SortBy = "TIMESTAMP", ...request }: GetFaceSearchRequest,
): FaceSearchPage => {
	const { results } = parts.store;
	const { page, following } = readPage(parts, job, { ...request, order: SortBy });
	const faces = readInOrder(parts, job, page, SortBy);
	const indexes = new Set(faces.map(({ index = 0 }) => index));
	const matches = new Map(
		[...indexes].map((Index) => [Index, results.readMatches(job.JobId, Index)]),
	);
	return {
		Persons: faces.map(({ Timestamp = 0, Face = {}, index: Index = 0 }) => ({
			Timestamp,
			Person: { Index, Face },
			FaceMatches: matches.get(Index) ?? [],
		})),
		...following,
	};
};

const readInOrder = (
	{ store: { results } }: JobParts,
	{ JobId }: Job,
	{ first, length }: Page,
	SortBy: FaceSearchSortBy,
): readonly FoundFace[] => {
	switch (SortBy) {
		case "TIMESTAMP":
			return results.read(JobId, first, length);
		case "INDEX":
			return results.readAt(JobId, [
				...results.placesByIndex(JobId).subarray(first, first + length),
			]);
	}
};
