import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { FoundFace } from "../../src/api/engine.ts";
import { toS3Video } from "../../src/api/video.ts";
import { type Held, JobStore } from "../../src/local/jobStore.ts";
import { openDatabase } from "../../src/local/database.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const LEASE_MILLIS = 1000;
const request = { Video: toS3Video("bucket", "a.mp4") };

const basis = { identity: "a.mp4 as it was", samplesPerSecond: 2 };

const facesOf = (first: number, length: number): FoundFace[] =>
	Array.from({ length }, (_, i) => ({ Timestamp: first + i, Face: { Confidence: 99 } }));

const append = (store: JobStore, held: Held, faces: readonly FoundFace[], progress = 0.5) =>
	store.append(held, { faces, progress, basis });

describe("job store", () => {
	const folder = useTemporaryFolder();
	const clock = { now: 0 };
	const open = (name = ":memory:") => new JobStore(name, () => clock.now);

	beforeEach(() => {
		clock.now = 1_000_000;
	});

	it("gives one job for the same token and the same request", () => {
		const store = open();
		const token = { ClientRequestToken: "t" };
		const JobId = store.add({ ...request, ...token });
		assert.match(JobId, /^[0-9a-f]{64}$/);
		assert.equal(store.add({ ...token, ...request }), JobId);
		assert.throws(() => store.add({ ...request, ...token, JobTag: "x" }), {
			name: "IdempotentParameterMismatchException",
			message: "The ClientRequestToken: t you have supplied is already in use.",
		});
		assert.notEqual(store.add(request), store.add(request));
	});

	it("forgets a token after seven days", () => {
		const store = open();
		const withToken = { ...request, ClientRequestToken: "t" };
		const JobId = store.add(withToken);
		clock.now += 7 * 24 * 3600 * 1000 - 1;
		assert.equal(store.add(withToken), JobId);
		clock.now += 1;
		assert.notEqual(store.add(withToken), JobId);
	});

	it("gives jobs to owners in the order they came, each to one", () => {
		const store = open();
		const [first, second] = [store.add(request), store.add(request)];
		assert.equal(store.claim("a", LEASE_MILLIS)?.JobId, first);
		assert.equal(store.claim("b", LEASE_MILLIS)?.JobId, second);
		assert.equal(store.claim("c", LEASE_MILLIS), undefined);
	});

	it("gives the job of a silent owner to another, who goes on at the checkpoint", () => {
		const store = open();
		const JobId = store.add(request);
		const [a, b] = [
			{ JobId, owner: "a" },
			{ JobId, owner: "b" },
		];
		store.claim("a", LEASE_MILLIS);
		store.begin(a, { models: ["fake"] }, false);
		const checkpoint = { timestampMillis: 2, state: new Uint8Array([1, 2]) };
		store.append(a, { faces: facesOf(0, 3), progress: 0.5, basis, checkpoint });
		clock.now += LEASE_MILLIS + 1;
		assert.equal(store.claim("b", LEASE_MILLIS)?.faceCount, 3);
		assert.deepEqual(store.results.findCheckpoint(JobId), { ...checkpoint, basis });
		assert.equal(store.renew(a, LEASE_MILLIS), false);
		assert.equal(append(store, a, facesOf(3, 3)), false);
		assert.equal(store.finish(JobId, { JobStatus: "SUCCEEDED" }, "a"), false);
		store.begin(b, { models: ["fake"] }, true);
		append(store, b, facesOf(3, 2));
		store.finish(JobId, { JobStatus: "SUCCEEDED" }, "b");
		assert.equal(store.find(JobId)?.run, 1);
		assert.deepEqual(store.results.read(JobId, 0, 10), facesOf(0, 5));
		assert.equal(store.results.findCheckpoint(JobId), undefined);
	});

	it("forgets what was found when an analysis begins anew", () => {
		const store = open();
		const JobId = store.add(request);
		const held = { JobId, owner: "a" };
		store.claim("a", LEASE_MILLIS);
		store.begin(held, {}, false);
		store.setOverview(held, facesOf(0, 2));
		append(store, held, facesOf(0, 3));
		assert.deepEqual(store.results.readOverview(JobId), facesOf(0, 2));
		store.begin(held, {}, false);
		const { faceCount, progress, run } = store.find(JobId) ?? {};
		assert.deepEqual([faceCount, progress, run], [0, 0, 2]);
		assert.deepEqual(store.results.read(JobId, 0, 3), []);
		assert.deepEqual(store.results.readOverview(JobId), []);
	});

	it("gives up a job that ends its owners again and again before it comes any further", () => {
		const store = open();
		const JobId = store.add(request);
		for (const owner of ["a", "b", "c"]) {
			assert.equal(store.claim(owner, LEASE_MILLIS)?.JobId, JobId);
			clock.now += LEASE_MILLIS + 1;
		}
		append(store, { JobId, owner: "c" }, facesOf(0, 1));
		for (const owner of ["d", "e"]) {
			assert.equal(store.claim(owner, LEASE_MILLIS)?.JobId, JobId);
			clock.now += LEASE_MILLIS + 1;
		}
		assert.equal(store.claim("f", LEASE_MILLIS), undefined);
		assert.match(store.find(JobId)?.StatusMessage ?? "", /given up: 3 times in a row/);
	});

	it("does not wait for a lease from before the clock was set back", () => {
		const store = open();
		const JobId = store.add(request);
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
		const store = open(file);
		assert.deepEqual(store.find("1")?.request, request);
		assert.equal(store.add({ ...request, ClientRequestToken: "t" }), "1");
		store.close();
	});

	it("keeps a renewed lease, and gives a released job away at once", () => {
		const store = open();
		const JobId = store.add(request);
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
		const JobId = store.add(request);
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
		const JobId = store.add(request);
		store.claim("a", LEASE_MILLIS);
		assert.ok(store.finish(JobId, { JobStatus: "FAILED", StatusMessage: "Cancelled." }));
		assert.equal(store.finish(JobId, { JobStatus: "SUCCEEDED" }, "a"), false);
		assert.equal(store.find(JobId)?.StatusMessage, "Cancelled.");
	});

	it("keeps jobs from one opening to the next", () => {
		const file = folder.join("kept/jobs.sqlite");
		const before = open(file);
		const JobId = before.add(request);
		before.claim("a", LEASE_MILLIS);
		append(before, { JobId, owner: "a" }, facesOf(0, 3), 1);
		before.finish(JobId, { JobStatus: "SUCCEEDED" }, "a");
		const { secret } = before;
		before.close();
		const after = open(file);
		assert.deepEqual(after.results.read(JobId, 0, 3), facesOf(0, 3));
		assert.deepEqual(after.find(JobId)?.request, request);
		assert.deepEqual(after.secret, secret);
		after.close();
	});

	it("does not take a damaged chunk for a result", () => {
		const file = folder.join("damaged.sqlite");
		const store = open(file);
		const JobId = store.add(request);
		store.claim("a", LEASE_MILLIS);
		append(store, { JobId, owner: "a" }, facesOf(0, 50), 1);
		const db = new DatabaseSync(file);
		db.exec(
			"UPDATE chunks SET data = CAST(substr(data, 1, 5) || x'00' || substr(data, 7) AS BLOB)",
		);
		db.close();
		assert.throws(() => store.results.read(JobId, 0, 50), /damaged/);
		store.close();
	});

	it("does not touch a database of a newer version", () => {
		const file = folder.join("newer.sqlite");
		open(file).close();
		const db = new DatabaseSync(file);
		db.exec("PRAGMA user_version = 99");
		db.close();
		assert.throws(() => open(file), /newer version of Facereel/);
	});
});
