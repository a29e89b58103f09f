import assert from "node:assert/strict";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/client.ts";
import { listBuckets } from "../../src/s3/videos.ts";
import { type Fault, startS3Server } from "../support/s3Server.ts";

const startServer = (fault: () => Fault | Promise<Fault> | undefined) =>
	startS3Server({
		buckets: { videos: { "a.mp4": Buffer.from("abc") } },
		onRequest: () => fault(),
	});

describe("the S3 client", () => {
	it("keeps the bucket out of the host name of an endpoint from the environment", async () => {
		const server = await startServer(() => undefined);
		const url = server.endpoint.replace("127.0.0.1", "localhost");
		const before = process.env["AWS_ENDPOINT_URL_S3"];
		process.env["AWS_ENDPOINT_URL_S3"] = url;
		try {
			const client = createS3Client({ credentials: server.credentials, region: "us-east-1" });
			const head = new HeadObjectCommand({ Bucket: "videos", Key: "a.mp4" });
			assert.equal((await client.send(head)).ContentLength, 3);
			assert.equal(server.requests[0]?.path, "/videos/a.mp4");
		} finally {
			if (before === undefined) delete process.env["AWS_ENDPOINT_URL_S3"];
			else process.env["AWS_ENDPOINT_URL_S3"] = before;
			await server.stop();
		}
	});

	it("does not wait for ever for an answer", async () => {
		const server = await startServer(() => new Promise<Fault>(() => {}));
		try {
			const client = createS3Client({ ...server, region: "us-east-1", stallTimeoutMillis: 50 });
			await assert.rejects(listBuckets(client), { name: "TimeoutError" });
		} finally {
			await server.stop();
		}
	});

	it("tries again where the server is busy", async () => {
		const faults: Fault[] = [{ type: "error", status: 503, code: "SlowDown" }];
		const server = await startServer(() => faults.pop());
		try {
			const client = createS3Client({ ...server, region: "us-east-1" });
			assert.equal((await listBuckets(client)).buckets.length, 1);
			assert.equal(server.requests.length, 2);
		} finally {
			await server.stop();
		}
	});
});
