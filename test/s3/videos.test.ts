import assert from "node:assert/strict";
import type { S3Client } from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/client.ts";
import { isVideoKey, listBuckets, listFolder } from "../../src/s3/videos.ts";
import { type S3Server, startS3Server } from "../support/s3Server.ts";

/** One key a line; what a line cannot hold follows. */
const ODD_KEYS = String.raw`
 ${" "}
  two  spaces${"  "}
+ a+b % %2F %41 # ?x=y & &amp; <b> " ' * ( ) ~ ! \ $(x) | : ; = @ , ^ { } [ ]
/lead
a//b
./x
../../x
a/./b
a/../b
dir/..
trail.
CON
name:ads
é
日本 😀
__proto__
constructor
toString`
	.split("\n")
	.concat("e\u0301", "\u202Egnp", "\u0001", "\u007F", "\t", "\n", "\r", "\r\n", "a\rb", "`")
	.concat("+", "%", "%2F", "#", "?", "&", "x".repeat(1000), "d/".repeat(40))
	.map((key) => `${key}.mp4`);

async function walk(client: S3Client, prefix: string): Promise<string[]> {
	const page = await listFolder(client, { bucket: "videos", prefix });
	const below = await Promise.all(page.prefixes.map((one) => walk(client, one)));
	return [...page.objects.map(({ Key }) => Key), ...below.flat()];
}

describe("the list of videos", () => {
	let server: S3Server;
	const start = async (keys: readonly string[]) => {
		server = await startS3Server({ buckets: { videos: {} } });
		for (const key of keys) server.put("videos", key, Buffer.from(key));
		return createS3Client({ ...server, region: "us-east-1" });
	};
	afterEach(() => server.stop());

	it("shows a folder's subfolders and videos, and not its marker or other files", async () => {
		const client = await start([
			"f/",
			"f/a.mp4",
			"f/b.MOV",
			"f/c.txt",
			"f/g/",
			"f/h/i.mp4",
			"j.mp4",
		]);
		const page = await listFolder(client, { bucket: "videos", prefix: "f/" });
		assert.deepEqual(page.prefixes, ["f/g/", "f/h/"]);
		assert.deepEqual(
			page.objects.map(({ Key, Size }) => [Key, Size]),
			[
				["f/a.mp4", 7],
				["f/b.MOV", 7],
			],
		);
		assert.equal(page.objects[0]?.LastModified?.toISOString(), "2024-05-06T07:08:09.000Z");
		assert.match(page.objects[0]?.ETag ?? "", /^"[0-9a-f]{32}"$/);
		assert.equal(page.nextToken, undefined);
	});

	it("shows all files when asked", async () => {
		const client = await start(["f/", "f/a.mp4", "f/c.txt"]);
		const page = await listFolder(client, { bucket: "videos", prefix: "f/", allFiles: true });
		assert.deepEqual(
			page.objects.map(({ Key }) => Key),
			["f/a.mp4", "f/c.txt"],
		);
	});

	it("comes in pages without gaps or repetitions", async () => {
		const videos = Array.from({ length: 11 }, (_, index) => `${index + 10}.mp4`);
		const client = await start([...videos, "15/x.mp4", "15/y.mp4", "16/z.mp4"]);
		const seen: string[] = [];
		let pages = 0;
		let continuationToken: string | undefined;
		do {
			const request = { bucket: "videos", prefix: "", pageSize: 3, continuationToken };
			const page = await listFolder(client, request);
			seen.push(...page.prefixes, ...page.objects.map(({ Key }) => Key));
			continuationToken = page.nextToken;
			pages++;
		} while (continuationToken !== undefined);
		assert.deepEqual(seen.toSorted(), [...videos, "15/", "16/"].toSorted());
		assert.equal(pages, 5);
	});

	it("asks for 300 at a time", async () => {
		const client = await start([]);
		await listFolder(client, { bucket: "videos", prefix: "" });
		assert.equal(server.requests[0]?.query.get("max-keys"), "300");
	});

	it("keeps every odd key as it is", async () => {
		const client = await start(ODD_KEYS);
		const listed = await walk(client, "");
		assert.deepEqual(listed.toSorted(), ODD_KEYS.toSorted());
	});

	it("shows the buckets page by page", async () => {
		const client = await start([]);
		for (const name of ["photos", "archive"]) server.put(name, "x", Buffer.alloc(1));
		const first = await listBuckets(client, { pageSize: 2 });
		assert.deepEqual(
			first.buckets.map(({ Name }) => Name),
			["archive", "photos"],
		);
		const second = await listBuckets(client, { continuationToken: first.nextToken });
		assert.deepEqual(
			second.buckets.map(({ Name }) => Name),
			["videos"],
		);
		assert.equal(second.nextToken, undefined);
	});

	it("fails with the SDK's error for a bucket that is not there", async () => {
		const client = await start([]);
		const request = { bucket: "nothing", prefix: "" };
		await assert.rejects(listFolder(client, request), { name: "NoSuchBucket" });
	});

	it("stops when cancelled", async () => {
		const client = await start([]);
		const abortSignal = AbortSignal.abort();
		const request = { bucket: "videos", prefix: "", abortSignal };
		await assert.rejects(listFolder(client, request), { name: "AbortError" });
		assert.equal(server.requests.length, 0);
	});
});

describe("a video's key", () => {
	it("has a video's extension in any case", () => {
		for (const key of ["a.mp4", "A.MP4", "x/y.MkV", "a.m2ts", "a.3gp", "a b.mpeg", ".webm"]) {
			assert.ok(isVideoKey(key), key);
		}
		for (const key of ["mp4", "a.mp4/", "a.mp4.txt", "a.mp3", "a.mp4\n", "a.mp44", ""]) {
			assert.ok(!isVideoKey(key), key);
		}
	});
});
