import assert from "node:assert/strict";
import type { FaceMatch } from "@aws-sdk/client-rekognition";
import { resourceNotFound } from "../../src/api/errors.ts";
import { toS3Video } from "../../src/api/video.ts";
import { openDatabase } from "../../src/local/database.ts";
import { createJobOperations } from "../../src/local/jobOperations.ts";
import { JobStore } from "../../src/local/jobStore.ts";

const Video = toS3Video("bucket", "a.mp4");
const basis = { identity: "a.mp4", samplesPerSecond: 2 };
const DAY_MILLIS = 24 * 3600 * 1000;

const open = () => {
	const clock = { now: 1_700_000_000_000 };
	const now = () => clock.now;
	const db = openDatabase(":memory:");
	const store = new JobStore(db, { now });
	const checked: unknown[] = [];
	const operations = createJobOperations({
		store,
		now,
		videos: {
			check: async (video) => void checked.push(video),
			open: () => assert.fail("nobody reads a video here"),
		},
		lastRowOf: (CollectionId) => {
			if (CollectionId === "people") return 12;
			throw resourceNotFound(`The collection id: ${CollectionId} does not exist`);
		},
		onStart: () => undefined,
	});
	return { clock, store, operations, checked };
};

/** Two people at each of five instants; the second of them looks like somebody known. */
const finish = (store: JobStore, JobId: string): void => {
	const held = { JobId, owner: "a" };
	store.claim("a", 1000);
	const FaceMatches: FaceMatch[] = [{ Similarity: 99, Face: { FaceId: "f" } }];
	for (let instant = 0; instant < 5; instant += 1)
		store.append(held, {
			faces: [0, 1].map((index) => ({
				Timestamp: instant * 500,
				Face: { Confidence: 99 },
				index,
			})),
			persons: instant === 4 ? [{ Index: 1, FaceMatches }] : [],
			progress: 1,
			basis,
		});
	store.finish(JobId, { JobStatus: "SUCCEEDED" }, "a");
};

/** With a search that has been started. */
const startSearch = async () => {
	const opened = open();
	const request = { Video, CollectionId: "people", FaceMatchThreshold: 90, JobTag: "tag" };
	const { JobId = "" } = await opened.operations.startFaceSearch(request);
	return { ...opened, JobId };
};

describe("face search", () => {
	it("keeps which faces the collection had when it was started", async () => {
		const { store, JobId } = await startSearch();
		const job = store.find(JobId);
		assert.equal(job?.collectionRow, 12);
		assert.equal(job.request.FaceMatchThreshold, 90);
	});

	it("is refused for a collection that does not exist, before the video is looked at", async () => {
		const { operations, checked } = open();
		await assert.rejects(operations.startFaceSearch({ Video, CollectionId: "none" }), {
			name: "ResourceNotFoundException",
			message: "The collection id: none does not exist",
		});
		assert.deepEqual(checked, []);
	});

	it("shows nothing of its persons while it runs", async () => {
		const { operations, JobId } = await startSearch();
		const state = await operations.getFaceSearch({ JobId });
		assert.deepEqual(state, {
			JobStatus: "IN_PROGRESS",
			JobId,
			Video,
			JobTag: "tag",
			progress: 0,
		});
	});

	it("gives a person for each face, with the matches of the whole track", async () => {
		const { operations, store, JobId } = await startSearch();
		finish(store, JobId);
		const { Persons = [] } = await operations.getFaceSearch({ JobId });
		assert.equal(Persons.length, 10);
		assert.deepEqual(Persons.slice(0, 2), [
			{ Timestamp: 0, Person: { Index: 0, Face: { Confidence: 99 } }, FaceMatches: [] },
			{
				Timestamp: 0,
				Person: { Index: 1, Face: { Confidence: 99 } },
				FaceMatches: [{ Similarity: 99, Face: { FaceId: "f" } }],
			},
		]);
	});

	for (const SortBy of ["TIMESTAMP", "INDEX"] as const)
		it(`gives the same persons page by page, sorted by ${SortBy}`, async () => {
			const { operations, store, JobId } = await startSearch();
			finish(store, JobId);
			const { Persons: all = [] } = await operations.getFaceSearch({ JobId, SortBy });
			const pages = [];
			let NextToken: string | undefined = "";
			do {
				const page: Awaited<ReturnType<typeof operations.getFaceSearch>> =
					await operations.getFaceSearch({ JobId, SortBy, MaxResults: 3, NextToken });
				pages.push(page.Persons ?? []);
				NextToken = page.NextToken;
			} while (NextToken);
			assert.deepEqual(
				pages.map(({ length }) => length),
				[3, 3, 3, 1],
			);
			assert.deepEqual(pages.flat(), all);
			const keys = all.map(({ Timestamp = 0, Person }) =>
				SortBy === "INDEX" ? (Person?.Index ?? 0) * 1e6 + Timestamp : Timestamp,
			);
			assert.deepEqual(
				keys,
				keys.toSorted((a, b) => a - b),
			);
		});

	it("refuses the token of another order, another job or another day", async () => {
		const { clock, operations, store, JobId } = await startSearch();
		finish(store, JobId);
		const { NextToken } = await operations.getFaceSearch({ JobId, MaxResults: 3 });
		const refused = { name: "InvalidPaginationTokenException" };
		const next = () => operations.getFaceSearch({ JobId, NextToken });
		assert.equal((await next()).Persons?.length, 7);
		await assert.rejects(operations.getFaceSearch({ JobId, NextToken, SortBy: "INDEX" }), refused);
		clock.now += DAY_MILLIS + 1;
		await assert.rejects(next(), refused);
	});

	it("is no job of face detection", async () => {
		const { operations, JobId } = await startSearch();
		await assert.rejects(operations.getFaceDetection({ JobId }), {
			name: "ResourceNotFoundException",
		});
	});
});

describe("starting a job", () => {
	it("gives the job that the same call has made, though the video is gone", async () => {
		const { operations, checked } = open();
		const request = { Video, ClientRequestToken: "t" };
		const [first, second] = [
			await operations.startFaceDetection(request),
			await operations.startFaceDetection(request),
		];
		assert.deepEqual(first, second);
		assert.equal(checked.length, 1);
	});

	it("makes one job of twelve identical calls at once", async () => {
		const { operations } = open();
		const request = { Video, ClientRequestToken: "t" };
		const jobs = await Promise.all(
			Array.from({ length: 12 }, () => operations.startFaceDetection(request)),
		);
		assert.equal(new Set(jobs.map(({ JobId }) => JobId)).size, 1);
	});

	it("is refused without a video", async () => {
		const { operations } = open();
		for (const video of [undefined, {}, { S3Object: {} }])
			await assert.rejects(operations.startFaceDetection({ Video: video }), {
				name: "InvalidParameterException",
				message: "Request has invalid parameters",
			});
	});
});
