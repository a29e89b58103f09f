import type * as aws from "@aws-sdk/client-rekognition";
import type { FaceEngine, JobSummary } from "../api/engine.ts";
import type { FaceOperations } from "../api/operations.ts";
import { DEFAULT_THRESHOLD } from "../core/matching.ts";
import { checked } from "./checkedOperations.ts";
import type { CollectionStore } from "./collectionStore.ts";
import { createFaceOperations } from "./faceOperations.ts";
import type { ReadImage } from "./imageOperations.ts";
import type { Job } from "./job.ts";
import { createJobOperations } from "./jobOperations.ts";
import { createJobRunner, type RunnerParts } from "./jobRunner.ts";

/** The local engine: Rekognition's operations on this machine. */
export interface LocalEngine extends FaceEngine, FaceOperations {
	readonly getFaceDetection: FaceEngine["getFaceDetection"];
	readonly getFaceSearch: FaceEngine["getFaceSearch"];
	readonly peekFaceDetection: NonNullable<FaceEngine["peekFaceDetection"]>;
	readonly listJobs: () => Promise<readonly JobSummary[]>;
	readonly cancelJob: (JobId: string) => Promise<void>;
	readonly deleteJob: (JobId: string) => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export interface LocalParts extends Omit<RunnerParts, "findMatches"> {
	readonly collections: CollectionStore;
	readonly readImage: ReadImage;
}

export const createLocalEngine = (parts: LocalParts): LocalEngine => {
	const { db, store, collections, readImage, now } = parts;
	const findMatches = (job: Job, looks: Float32Array) => search(collections, job, looks);
	const runner = createJobRunner({ ...parts, findMatches });
	const jobs = createJobOperations({
		...parts,
		lastRowOf: (CollectionId) => collections.lastRow(CollectionId),
		onStart: runner.wake,
	});
	const faces = createFaceOperations({ store: collections, secret: store.secret, now, readImage });
	return {
		...toChecked(jobs, faces),
		peekFaceDetection: jobs.peekFaceDetection,
		listJobs: async () => store.list(MAX_LISTED).map(toSummary),
		cancelJob: async (JobId) => {
			store.finish(JobId, { JobStatus: "FAILED", StatusMessage: "Cancelled." });
			runner.cancel(JobId);
		},
		deleteJob: async (JobId) => {
			store.remove(JobId);
			runner.cancel(JobId);
		},
		dispose: async () => {
			await runner.dispose();
			db.close();
		},
	};
};

const toChecked = (
	jobs: ReturnType<typeof createJobOperations>,
	faces: ReturnType<typeof createFaceOperations>,
) => ({
	startFaceDetection: checked("StartFaceDetection", jobs.startFaceDetection),
	getFaceDetection: checked("GetFaceDetection", jobs.getFaceDetection),
	startFaceSearch: checked("StartFaceSearch", jobs.startFaceSearch),
	getFaceSearch: checked("GetFaceSearch", jobs.getFaceSearch),
	createCollection: checked("CreateCollection", faces.createCollection),
	describeCollection: checked("DescribeCollection", faces.describeCollection),
	listCollections: checked("ListCollections", faces.listCollections),
	deleteCollection: checked("DeleteCollection", faces.deleteCollection),
	indexFaces: checked("IndexFaces", faces.indexFaces),
	listFaces: checked("ListFaces", faces.listFaces),
	deleteFaces: checked("DeleteFaces", faces.deleteFaces),
	searchFaces: checked("SearchFaces", faces.searchFaces),
	searchFacesByImage: checked("SearchFacesByImage", faces.searchFacesByImage),
	detectFaces: checked("DetectFaces", faces.detectFaces),
	compareFaces: checked("CompareFaces", faces.compareFaces),
});

/** More would not be looked at, and each face of the video has them. */
const MAX_MATCHES = 100;

const search = (
	collections: CollectionStore,
	{ request, collectionRow }: Job,
	looks: Float32Array,
): aws.FaceMatch[] =>
	collections.search(request.CollectionId ?? "", looks, {
		threshold: request.FaceMatchThreshold ?? DEFAULT_THRESHOLD,
		limit: MAX_MATCHES,
		upTo: collectionRow,
	});

/** More than anybody reads. */
const MAX_LISTED = 1000;

const toSummary = ({ JobId, operation, request, ...job }: Job): JobSummary => ({
	JobId,
	API: operation,
	JobStatus: job.JobStatus,
	...(job.StatusMessage === undefined ? {} : { StatusMessage: job.StatusMessage }),
	...(request.JobTag === undefined ? {} : { JobTag: request.JobTag }),
	Video: request.Video ?? {},
	progress: job.progress,
});
