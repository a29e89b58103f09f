import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/client.ts";
import { listBuckets } from "../../src/s3/videos.ts";
import {
	createObjectCache,
	type FetchRequest,
	type ObjectCache,
} from "../../src/s3/objectCache.ts";
import {
	type S3Request,
	type S3Server,
	type S3ServerOptions,
	startS3Server,
} from "../support/s3Server.ts";

const PART_BYTES = 100_000;
/** Eleven parts, no two bytes in a row that a shift would hide. */
const VIDEO = Buffer.from(Array.from({ length: 1_050_001 }, (_, index) => (index * 7919) >> 5));
const OTHER = Buffer.from(VIDEO.toReversed());

const isGet = ({ method, key }: S3Request) => method === "GET" && key !== "";
const names = (...objects: { readonly path: string }[]) =>
	objects.map((object) => path.basename(object.path)).toSorted();

describe("the object cache", () => {
	let parentDir: string;
	let cacheDir: string;
	let server: S3Server;
	let client: S3Client;
	let cache: ObjectCache;
	let onRequest: S3ServerOptions["onRequest"];

	beforeEach(async () => {
		parentDir = await mkdtemp(path.join(tmpdir(), "facereel-cache-"));
		cacheDir = path.join(parentDir, "videos");
		onRequest = undefined;
		const buckets = { videos: { "a.mp4": VIDEO } };
		server = await startS3Server({ buckets, onRequest: (request) => onRequest?.(request) });
		client = createS3Client({ ...server, region: "us-east-1" });
		cache = createCache();
	});

	afterEach(async () => {
		client.destroy();
		await server.stop();
		await rm(parentDir, { recursive: true });
	});

	const createCache = (limitBytes?: number) =>
		createObjectCache({ cacheDir, limitBytes, partBytes: PART_BYTES, retryDelayMillis: 1 });
	const fetchVideo = (request: Partial<FetchRequest> = {}) =>
		cache.fetchObject(client, { bucket: "videos", key: "a.mp4", ...request });
	const gets = () => server.requests.filter(({ method }) => method === "GET");
	const fetchKept = async (key: string, usedSeconds: number) => {
		server.put("videos", key, Buffer.alloc(1000, key));
		const object = await fetchVideo({ key });
		await utimes(object.path, usedSeconds, usedSeconds);
		return object;
	};
	const files = async () => (await readdir(cacheDir)).toSorted();

	it("reads an object by ranges of one pinned version", async () => {
		const progress: number[] = [];
		const object = await fetchVideo({ onProgress: (received) => progress.push(received) });
		assert.deepEqual(await readFile(object.path), VIDEO);
		assert.equal(object.sizeBytes, VIDEO.length);
		assert.equal(progress.at(-1), VIDEO.length);
		assert.deepEqual(
			progress,
			progress.toSorted((a, b) => a - b),
		);
		assert.equal(gets().length, 11);
		assert.ok(gets().every(({ ifMatch }) => ifMatch === object.etag));
		assert.ok(gets().some(({ range }) => range === "bytes=1000000-1050000"));
		await object.release();
		assert.deepEqual(await files(), [path.basename(object.path)]);
	});

	it("reads four ranges at a time", async () => {
		let open = 0;
		let most = 0;
		const fourAreOpen = Promise.withResolvers<void>();
		onRequest = async (request) => {
			if (!isGet(request)) return;
			most = Math.max(most, ++open);
			if (open === 4) {
				// A fifth would have been sent before this.
				await listBuckets(client);
				fourAreOpen.resolve();
			}
			await fourAreOpen.promise;
			open--;
		};
		await fetchVideo();
		assert.equal(most, 4);
	});

	it("reads an object once", async () => {
		const first = await fetchVideo();
		const second = await fetchVideo();
		assert.equal(second.path, first.path);
		assert.equal(gets().length, 11);
	});

	it("makes an empty file of an empty object", async () => {
		server.put("videos", "empty.mp4", Buffer.alloc(0));
		const object = await fetchVideo({ key: "empty.mp4" });
		assert.equal((await stat(object.path)).size, 0);
		assert.equal(gets().length, 0);
	});

	it("reads the version that is asked for", async () => {
		server.put("videos", "a.mp4", OTHER);
		const object = await fetchVideo({ versionId: "v1" });
		assert.deepEqual(await readFile(object.path), VIDEO);
		assert.ok(gets().every(({ query }) => query.get("versionId") === "v1"));
		assert.deepEqual(await readFile((await fetchVideo()).path), OTHER);
	});

	it("goes on at the byte where a body ended early", async () => {
		const broken = new Set(["bytes=0-99999", "bytes=300000-399999"]);
		onRequest = ({ range = "" }) =>
			broken.delete(range) ? { type: "truncate", afterBytes: 12_345 } : undefined;
		assert.deepEqual(await readFile((await fetchVideo()).path), VIDEO);
		const ranges = gets().map(({ range }) => range);
		assert.ok(ranges.includes("bytes=12345-99999"), ranges.join(" "));
		assert.ok(ranges.includes("bytes=312345-399999"), ranges.join(" "));
		assert.equal(ranges.length, 13);
	});

	it("goes on after connections are reset", async () => {
		const reset = new Set<string>();
		onRequest = ({ range = "" }) => {
			if (range === "" || reset.size === 5) return undefined;
			reset.add(range);
			return { type: "reset", afterBytes: 50_000 };
		};
		assert.deepEqual(await readFile((await fetchVideo()).path), VIDEO);
		assert.equal(reset.size, 5);
	});

	it("goes on after a body stalls", async () => {
		client.destroy();
		client = createS3Client({ ...server, region: "us-east-1", stallTimeoutMillis: 100 });
		const stalled = new Set(["bytes=100000-199999"]);
		onRequest = ({ range = "" }) =>
			stalled.delete(range) ? { type: "stall", afterBytes: 777 } : undefined;
		assert.deepEqual(await readFile((await fetchVideo()).path), VIDEO);
		assert.ok(gets().some(({ range }) => range === "bytes=100777-199999"));
	});

	it("waits for a network that comes back", async () => {
		let silences = 5;
		onRequest = ({ range }) =>
			range === "bytes=0-99999" && silences-- > 0 ? { type: "truncate", afterBytes: 0 } : undefined;
		assert.deepEqual(await readFile((await fetchVideo()).path), VIDEO);
		assert.equal(gets().length, 16);
	});

	it("gives up where nothing comes any more, and leaves nothing behind", async () => {
		onRequest = (request) => (isGet(request) ? { type: "truncate", afterBytes: 0 } : undefined);
		await assert.rejects(fetchVideo(), { code: "ECONNRESET" });
		assert.deepEqual(await files(), []);
	});

	it("says that the object changed while it was read", async () => {
		onRequest = (request) => {
			if (request.range === "bytes=400000-499999") server.put("videos", "a.mp4", OTHER);
		};
		await assert.rejects(
			fetchVideo(),
			/^Error: s3:\/\/videos\/a\.mp4 changed while it was read\.$/,
		);
		assert.deepEqual(await files(), []);
		onRequest = undefined;
		assert.deepEqual(await readFile((await fetchVideo()).path), OTHER);
	});

	it("reads a damaged object once more", async () => {
		let damage = 1;
		onRequest = (request) =>
			isGet(request) && damage-- > 0 ? { type: "flip", atByte: 5 } : undefined;
		assert.deepEqual(await readFile((await fetchVideo()).path), VIDEO);
		assert.equal(gets().length, 22);
	});

	it("refuses an object that stays damaged", async () => {
		onRequest = () => ({ type: "flip", atByte: 1_050_000 });
		await assert.rejects(fetchVideo(), /arrives damaged/);
		assert.equal(gets().length, 22);
		assert.deepEqual(await files(), []);
	});

	it("takes no ETag for an MD5 that is none", async () => {
		const headers = { "x-amz-server-side-encryption": "aws:kms" };
		const keys = { "kms.mp4": { etag: "0".repeat(32), headers }, "parts.mp4": { etag: "0-2" } };
		for (const [key, extra] of Object.entries(keys)) {
			server.put("videos", key, VIDEO, extra);
			assert.deepEqual(await readFile((await fetchVideo({ key })).path), VIDEO);
		}
	});

	it("refuses the answer of a server that does not know ranges", async () => {
		onRequest = () => ({ type: "ignoreRange" });
		await assert.rejects(fetchVideo(), /does not send the range/);
		assert.deepEqual(await files(), []);
	});

	it("throws the SDK's error for objects that are missing or denied", async () => {
		await assert.rejects(fetchVideo({ key: "b.mp4" }), { name: "NotFound" });
		onRequest = () => ({ type: "error", status: 403, code: "AccessDenied" });
		await assert.rejects(fetchVideo(), (error: { $metadata?: { httpStatusCode?: number } }) => {
			return error.$metadata?.httpStatusCode === 403;
		});
		onRequest = (request) =>
			isGet(request) ? { type: "error", status: 403, code: "AccessDenied" } : undefined;
		await assert.rejects(fetchVideo(), { name: "AccessDenied" });
		assert.deepEqual(await files(), []);
	});

	it("stops when cancelled and leaves no file behind", async () => {
		const controller = new AbortController();
		const reason = new Error("enough");
		onRequest = (request) => (isGet(request) ? { type: "stall", afterBytes: 1000 } : undefined);
		const fetching = fetchVideo({
			abortSignal: controller.signal,
			onProgress: () => controller.abort(reason),
		});
		await assert.rejects(fetching, reason);
		assert.deepEqual(await files(), []);
	});

	it("does not start when cancelled before", async () => {
		await assert.rejects(fetchVideo({ abortSignal: AbortSignal.abort() }), { name: "AbortError" });
		assert.equal(server.requests.length, 0);
	});

	it("shares one download between callers", async () => {
		const objects = await Promise.all([fetchVideo(), fetchVideo(), fetchVideo()]);
		assert.equal(new Set(objects.map((object) => object.path)).size, 1);
		assert.equal(gets().length, 11);
	});

	it("goes on for the others when one caller cancels", async () => {
		const controller = new AbortController();
		let areBothIn = false;
		onRequest = async (request) => {
			while (isGet(request) && !areBothIn) {
				areBothIn = (await files()).filter((name) => name.endsWith(".use")).length === 2;
			}
		};
		const cancelled = fetchVideo({ abortSignal: controller.signal });
		const kept = fetchVideo({ onProgress: () => controller.abort() });
		await assert.rejects(cancelled, { name: "AbortError" });
		assert.deepEqual(await readFile((await kept).path), VIDEO);
		assert.equal(gets().length, 11);
	});

	it("agrees with other caches in the same folder", async () => {
		const other = createCache();
		const request = { bucket: "videos", key: "a.mp4" };
		const objects = await Promise.all([fetchVideo(), other.fetchObject(client, request)]);
		for (const object of objects) assert.deepEqual(await readFile(object.path), VIDEO);
		await Promise.all(objects.map(({ release }) => release()));
		assert.equal((await files()).length, 1);
	});

	it("keeps every key inside its folder, and each in a file of its own", async () => {
		const keys = String.raw`../../x a/../../x ..\..\x C:\x /etc/x a a/b A a//b a. é CON name:ads`
			.concat(" __proto__ constructor a.mp4 A.mp4 a.MP4 x.mp4/../../y")
			.split(" ")
			.concat("a ", "e\u0301", "a\u0001\r\n", "x".repeat(1024));
		const paths = new Set<string>();
		for (const key of keys) {
			server.put("videos", key, Buffer.from(key));
			const object = await fetchVideo({ key });
			assert.equal(path.dirname(object.path), cacheDir);
			assert.equal(await readFile(object.path, "utf8"), key);
			paths.add(object.path.toLowerCase());
			await object.release();
		}
		assert.equal(paths.size, keys.length);
		assert.deepEqual(await readdir(parentDir), ["videos"]);
		assert.ok((await files()).every((name) => /^[0-9a-f]{64}\.(?:mp4|video)$/.test(name)));
	});

	it("tells servers, buckets and contents apart", async () => {
		const copy = await startS3Server({ buckets: { videos: { "a.mp4": VIDEO }, more: {} } });
		copy.put("more", "a.mp4", VIDEO);
		const there = createS3Client({ ...copy, region: "us-east-1" });
		const paths = new Set<string>();
		try {
			paths.add((await fetchVideo()).path);
			for (const bucket of ["videos", "more"]) {
				paths.add((await cache.fetchObject(there, { bucket, key: "a.mp4" })).path);
			}
			server.put("videos", "a.mp4", OTHER);
			paths.add((await fetchVideo()).path);
			assert.equal(paths.size, 4);
		} finally {
			await copy.stop();
		}
	});

	it("does not follow a link that lies in its file's place", async () => {
		const { path: file, release } = await fetchVideo();
		await release();
		const bait = path.join(parentDir, "bait");
		await writeFile(bait, VIDEO);
		await rm(file);
		await symlink(bait, file);
		await fetchVideo();
		assert.equal(gets().length, 22);
		assert.ok((await stat(bait)).isFile());
		assert.deepEqual(await readFile(file), VIDEO);
	});

	describe("above its limit", () => {
		it("deletes the least recently used files", async () => {
			cache = createCache(2500);
			const [a, b] = [await fetchKept("a", 200), await fetchKept("b", 100)];
			await a.release();
			await b.release();
			const c = await fetchKept("c", 300);
			await c.release();
			assert.deepEqual(await files(), names(a, c));
		});

		it("never deletes a file in use, and does when it is released", async () => {
			cache = createCache(500);
			const [a, b] = [await fetchKept("a", 100), await fetchKept("b", 200)];
			for (const object of [a, b]) assert.equal((await stat(object.path)).size, 1000);
			await a.release();
			assert.ok((await files()).includes(path.basename(b.path)));
			assert.ok(!(await files()).includes(path.basename(a.path)));
			await b.release();
			assert.deepEqual(await files(), []);
		});

		it("heeds the marks of living processes only, and leaves other files alone", async () => {
			cache = createCache(500);
			const a = await fetchKept("a", 100);
			const name = path.basename(a.path);
			const dead = spawnSync(process.execPath, ["-e", ""]).pid;
			const [own, part] = [path.join(cacheDir, "notes.txt"), `${a.path}.${dead}-0a.part`];
			for (const file of [own, part, `${a.path}.${dead}-0b.use`]) await writeFile(file, "x");
			const living = `${a.path}.${process.ppid}-0c.use`;
			await writeFile(living, "");
			await a.release();
			assert.deepEqual(await files(), [name, path.basename(living), "notes.txt"].toSorted());
			await rm(living);
			const b = await fetchKept("b", 200);
			assert.deepEqual((await files()).includes(name), false);
			await b.release();
			assert.deepEqual(await files(), ["notes.txt"]);
		});
	});
});
