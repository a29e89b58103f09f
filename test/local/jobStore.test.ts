import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { FoundFace } from "../../src/api/engine.ts";
import { toS3Video } from "../../src/api/video.ts";
import type { JobRequest } from "../../src/local/job.ts";
import { type Held, JobStore, type StoreOptions } from "../../src/local/jobStore.ts";
import { openDatabase } from "../../src/local/database.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const LEASE_MILLIS = 1000;
const request = { Video: toS3Video("bucket", "a.mp4") };

const ANEW = { VideoMetadata: {}, models: ["fake"], isResumed: false };
const basis = { identity: "a.mp4 as it was", samplesPerSecond: 2 };

const facesOf = (first: number, length: number): FoundFace[] =>
	Array.from({ length }, (_, i) => ({ Timestamp: first + i, Face: { Confidence: 99 } }));

const add = (store: JobStore, start: JobRequest) => store.add(start, "StartFaceDetection");

const append = (store: JobStore, held: Held, faces: readonly FoundFace[], progress = 0.5) =>
	store.append(held, { faces, persons: [], progress, basis });

describe("job store", () => {
	const folder = useTemporaryFolder();
	const clock = { now: 0 };
	const openFile = (file: string, more: Partial<StoreOptions> = {}) => {
		const db = openDatabase(file);
		return { db, store: new JobStore(db, { now: () => clock.now, ...more }) };
	};
	const open = (more?: Partial<StoreOptions>) => openFile(":memory:", more).store;

	beforeEach(() => {
		clock.now = 1_000_000;
	});

	it("gives one job for the same token and the same request", () => {
		const store = open();
		const token = { ClientRequestToken: "t" };
		const JobId = add(store, { ...request, ...token });
		assert.match(JobId, /^[0-9a-f]{64}$/);
		assert.equal(add(store, { ...token, ...request }), JobId);
		assert.throws(() => add(store, { ...request, ...token, JobTag: "x" }), {
			name: "IdempotentParameterMismatchException",
			message: "The ClientRequestToken: t you have supplied is already in use.",
		});
		assert.notEqual(add(store, request), add(store, request));
	});

	it("forgets a token after seven days", () => {
		const store = open();
		const withToken = { ...request, ClientRequestToken: "t" };
		const JobId = add(store, withToken);
		clock.now += 7 * 24 * 3600 * 1000 - 1;
		assert.equal(add(store, withToken), JobId);
		clock.now += 1;
		assert.notEqual(add(store, withToken), JobId);
	});

	it("gives jobs to owners in the order they came, each to one", () => {
		const store = open();
		const [first, second] = [add(store, request), add(store, request)];
		assert.equal(store.claim("a", LEASE_MILLIS)?.JobId, first);
		assert.equal(store.claim("b", LEASE_MILLIS)?.JobId, second);
		assert.equal(store.claim("c", LEASE_MILLIS), undefined);
	});

	it("gives the job of a silent owner to another, who goes on at the checkpoint", () => {
		const store = open();
		const JobId = add(store, request);
		const [a, b] = [
			{ JobId, owner: "a" },
			{ JobId, owner: "b" },
		];
		store.claim("a", LEASE_MILLIS);
		store.begin(a, ANEW);
		const checkpoint = { timestampMillis: 2, state: new Uint8Array([1, 2]) };
		store.append(a, { faces: facesOf(0, 3), persons: [], progress: 0.5, basis, checkpoint });
		clock.now += LEASE_MILLIS + 1;
		assert.equal(store.claim("b", LEASE_MILLIS)?.faceCount, 3);
		assert.deepEqual(store.results.findCheckpoint(JobId), { ...checkpoint, basis });
		assert.equal(store.renew(a, LEASE_MILLIS), false);
		assert.equal(append(store, a, facesOf(3, 3)), false);
		assert.equal(store.finish(JobId, { JobStatus: "SUCCEEDED" }, "a"), false);
		store.begin(b, { ...ANEW, isResumed: true });
		append(store, b, facesOf(3, 2));
		store.finish(JobId, { JobStatus: "SUCCEEDED" }, "b");
		assert.equal(store.find(JobId)?.run, 1);
		assert.deepEqual(store.results.read(JobId, 0, 10), facesOf(0, 5));
		assert.equal(store.results.findCheckpoint(JobId), undefined);
	});

	it("forgets what was found when an analysis begins anew", () => {
		const store = open();
		const JobId = add(store, request);
		const held = { JobId, owner: "a" };
		store.claim("a", LEASE_MILLIS);
		store.begin(held, ANEW);
		store.setOverview(held, facesOf(0, 2));
		append(store, held, facesOf(0, 3));
		assert.deepEqual(store.results.readOverview(JobId), facesOf(0, 2));
		store.begin(held, ANEW);
		const { faceCount, progress, run } = store.find(JobId) ?? {};
		assert.deepEqual([faceCount, progress, run], [0, 0, 2]);
		assert.deepEqual(store.results.read(JobId, 0, 3), []);
		assert.deepEqual(store.results.readOverview(JobId), []);
	});

	it("gives up a job that ends its owners again and again before it comes any further", () => {
		const store = open();
		const JobId = add(store, request);
		const stall = (owner: string) => {
			assert.equal(store.claim(owner, LEASE_MILLIS)?.JobId, JobId);
			clock.now += LEASE_MILLIS + 1;
		};
		for (let owners = 0; owners < 10; owners += 1) stall(`a${owners}`);
		append(store, { JobId, owner: "a9" }, facesOf(0, 1));
		for (let owners = 0; owners < 9; owners += 1) stall(`b${owners}`);
		assert.equal(store.claim("c", LEASE_MILLIS), undefined);
		assert.match(store.find(JobId)?.StatusMessage ?? "", /given up: 10 times in a row/);
	});

	it("gives away the job of an owner who is gone, before its lease has run out", () => {
		const store = open();
		const [first, second] = [add(store, request), add(store, request)];
		store.claim("a", LEASE_MILLIS);
		store.claim("b", LEASE_MILLIS);
		store.endLeases((owner) => owner === "b");
		assert.equal(store.claim("c", LEASE_MILLIS)?.JobId, second);
		assert.equal(store.claim("c", LEASE_MILLIS), undefined);
		assert.ok(store.renew({ JobId: first, owner: "a" }, LEASE_MILLIS));
	});

	it("does not wait for a lease from before the clock was set back", () => {
		const store = open();
		const JobId = add(store, request);
		store.claim("a", LEASE_MILLIS);
		clock.now -= 3600 * 1000;
		assert.equal(store.claim("b", LEASE_MILLIS)?.JobId, JobId);
	});

	it("keeps the jobs of a database that an older version has made", () => {
		const file = folder.join("older.sqlite");
		const db = openDatabase(file, 1);
		db.prepare(
			"INSERT INTO jobs (JobId, token, request, createdMillis) VALUES ('1', 't', ?, ?)",
		).run(JSON.stringify(request), clock.now);
		db.close();
		const { db: newer, store } = openFile(file);
		assert.deepEqual(store.find("1")?.request, request);
		assert.equal(add(store, { ...request, ClientRequestToken: "t" }), "1");
		newer.close();
	});

	it("keeps a renewed lease, and gives a released job away at once", () => {
		const store = open();
		const JobId = add(store, request);
		store.claim("a", LEASE_MILLIS);
		clock.now += LEASE_MILLIS;
		assert.ok(store.renew({ JobId, owner: "a" }, LEASE_MILLIS));
		clock.now += LEASE_MILLIS;
		assert.equal(store.claim("b", LEASE_MILLIS), undefined);
		store.release({ JobId, owner: "a" });
		assert.equal(store.claim("b", LEASE_MILLIS)?.JobId, JobId);
	});

	it("reads any stretch of faces across the chunks they were stored in", () => {
		const store = open();
		const JobId = add(store, request);
		store.claim("a", LEASE_MILLIS);
		for (const first of [0, 7, 14]) append(store, { JobId, owner: "a" }, facesOf(first, 7), 0);
		for (const [first, length] of [
			[0, 21],
			[5, 4],
			[7, 7],
			[20, 5],
			[21, 5],
		] as const)
			assert.deepEqual(
				store.results.read(JobId, first, length),
				facesOf(first, Math.max(0, Math.min(length, 21 - first))),
			);
	});

	it("ends an open job once", () => {
		const store = open();
		const JobId = add(store, request);
		store.claim("a", LEASE_MILLIS);
		assert.ok(store.finish(JobId, { JobStatus: "FAILED", StatusMessage: "Cancelled." }));
		assert.equal(store.finish(JobId, { JobStatus: "SUCCEEDED" }, "a"), false);
		assert.equal(store.find(JobId)?.StatusMessage, "Cancelled.");
	});

	it("keeps jobs from one opening to the next", () => {
		const file = folder.join("kept/jobs.sqlite");
		const { db, store: before } = openFile(file);
		const JobId = add(before, request);
		before.claim("a", LEASE_MILLIS);
		append(before, { JobId, owner: "a" }, facesOf(0, 3), 1);
		before.finish(JobId, { JobStatus: "SUCCEEDED" }, "a");
		const { secret } = before;
		db.close();
		const { db: again, store: after } = openFile(file);
		assert.deepEqual(after.results.read(JobId, 0, 3), facesOf(0, 3));
		assert.deepEqual(after.find(JobId)?.request, request);
		assert.deepEqual(after.secret, secret);
		again.close();
	});

	it("does not take a damaged chunk for a result", () => {
		const file = folder.join("damaged.sqlite");
		const { db, store } = openFile(file);
		const JobId = add(store, request);
		store.claim("a", LEASE_MILLIS);
		append(store, { JobId, owner: "a" }, facesOf(0, 50), 1);
		db.exec(
			"UPDATE chunks SET data = CAST(substr(data, 1, 5) || x'00' || substr(data, 7) AS BLOB)",
		);
		assert.throws(() => store.results.read(JobId, 0, 50), /damaged/);
		db.close();
	});

	it("does not touch a database of a newer version", () => {
		const file = folder.join("newer.sqlite");
		const { db } = openFile(file);
		db.exec("PRAGMA user_version = 99");
		db.close();
		assert.throws(() => openFile(file), /newer version of Facereel/);
	});

	it("keeps the tokens of each operation apart", () => {
		const store = open();
		const withToken = { ...request, ClientRequestToken: "t" };
		const search = { ...withToken, CollectionId: "people" };
		const detected = store.add(withToken, "StartFaceDetection");
		const searched = store.add(search, "StartFaceSearch", 7);
		assert.notEqual(detected, searched);
		assert.equal(store.add(search, "StartFaceSearch", 9), searched);
		const { operation, collectionRow } = store.find(searched) ?? {};
		assert.deepEqual([operation, collectionRow], ["StartFaceSearch", 7]);
	});

	it("takes no more open jobs than it may, and a known token all the same", () => {
		const store = open({ maxOpenJobs: 2, user: "arn:aws:iam::1:root" });
		const withToken = { ...request, ClientRequestToken: "t" };
		const [first, second] = [add(store, withToken), add(store, request)];
		assert.throws(() => add(store, request), {
			name: "LimitExceededException",
			message: "2 open Jobs for User arn:aws:iam::1:root Maximum limit: 2",
		});
		assert.equal(add(store, withToken), first);
		store.finish(second, { JobStatus: "SUCCEEDED" });
		assert.ok(add(store, request));
	});

	it("forgets results that are older than it keeps them, open jobs never", () => {
		const store = open({ keepMillis: () => 1000 });
		const [ended, running] = [add(store, request), add(store, request)];
		store.claim("a", LEASE_MILLIS);
		append(store, { JobId: ended, owner: "a" }, facesOf(0, 3));
		store.finish(ended, { JobStatus: "SUCCEEDED" }, "a");
		clock.now += 999;
		store.removeExpired();
		assert.equal(store.find(ended)?.faceCount, 3);
		clock.now += 1;
		assert.equal(store.find(ended), undefined);
		store.removeExpired();
		assert.deepEqual(store.results.read(ended, 0, 3), []);
		assert.deepEqual(
			store.list(10).map(({ JobId }) => JobId),
			[running],
		);
	});

	it("removes a job from the disk, and stops who works at it", () => {
		const file = folder.join("removed.sqlite");
		const { db, store } = openFile(file);
		const JobId = add(store, { Video: toS3Video("bucket", "somebody-private.mp4") });
		store.claim("a", LEASE_MILLIS);
		append(store, { JobId, owner: "a" }, facesOf(0, 50));
		assert.ok(readFileSync(`${file}-wal`).includes("somebody-private"));
		assert.ok(store.remove(JobId));
		assert.equal(append(store, { JobId, owner: "a" }, facesOf(50, 1)), false);
		for (const end of ["", "-wal"])
			assert.ok(!readFileSync(file + end).includes("somebody-private"));
		db.close();
	});

	it("reads faces by person, and at any place, across the chunks", () => {
		const store = open();
		const JobId = add(store, request);
		const held = { JobId, owner: "a" };
		store.claim("a", LEASE_MILLIS);
		const faces = [3, 0, 1, 0, 3, 1, 0].map((index, Timestamp) => ({ Timestamp, Face: {}, index }));
		for (const first of [0, 3, 5])
			append(store, held, faces.slice(first, first + 2 + Number(first === 0)));
		const places = [...store.results.placesByIndex(JobId)];
		assert.deepEqual(places, [1, 3, 6, 2, 5, 0, 4]);
		assert.deepEqual(store.results.readAt(JobId, [6, 0, 4, 9]), [faces[6], faces[0], faces[4]]);
	});
});
