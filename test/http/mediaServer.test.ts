import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createMediaServer, parseRange } from "../../src/http/mediaServer.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

describe("media server", () => {
	const folder = useTemporaryFolder();
	const server = createMediaServer();
	const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
	let served: { readonly url: string; readonly withdraw: () => void };

	before(async () => {
		writeFileSync(folder.join("a.mp4"), bytes);
		served = await server.serve(folder.join("a.mp4"));
	});
	after(() => server.dispose());

	const get = async (range?: string) => {
		const response = await fetch(served.url, range ? { headers: { Range: range } } : {});
		return { response, body: Buffer.from(await response.arrayBuffer()) };
	};

	it("serves a whole file and any range of it", async () => {
		const whole = await get();
		assert.equal(whole.response.status, 200);
		assert.equal(whole.response.headers.get("content-type"), "video/mp4");
		assert.deepEqual(whole.body, bytes);
		const part = await get("bytes=100-199");
		assert.equal(part.response.status, 206);
		assert.equal(part.response.headers.get("content-range"), "bytes 100-199/1000");
		assert.deepEqual(part.body, bytes.subarray(100, 200));
		assert.deepEqual((await get("bytes=-5")).body, bytes.subarray(995));
		assert.deepEqual((await get("bytes=990-")).body, bytes.subarray(990));
	});

	it("says how large the file is when a range lies outside it", async () => {
		const { response } = await get("bytes=1000-");
		assert.equal(response.status, 416);
		assert.equal(response.headers.get("content-range"), "bytes */1000");
	});

	it("knows nobody who does not know the secret path", async () => {
		const { origin } = new URL(served.url);
		for (const path of ["/", "/video.mp4", "/../a.mp4", `/${"A".repeat(32)}/video.mp4`])
			assert.equal((await fetch(origin + path)).status, 404);
	});

	it("does not answer to a name that an attacker's DNS has given it", async () => {
		const { port, pathname } = new URL(served.url);
		const status = await new Promise((resolve, reject) => {
			httpRequest(
				{ host: "127.0.0.1", port, path: pathname, headers: { Host: `evil.example:${port}` } },
				(response) => resolve(response.statusCode),
			)
				.on("error", reject)
				.end();
		});
		assert.equal(status, 404);
	});

	it("lets no page of another origin read it, and takes no other method", async () => {
		const { response } = await get();
		assert.equal(response.headers.get("access-control-allow-origin"), null);
		assert.equal((await fetch(served.url, { method: "POST" })).status, 404);
	});

	it("serves a file no longer once it is withdrawn", async () => {
		const other = await server.serve(folder.join("a.mp4"));
		other.withdraw();
		assert.equal((await fetch(other.url)).status, 404);
	});

	it("reads one range and takes any other form for none", () => {
		assert.deepEqual(parseRange("bytes=0-9999", 10), { first: 0, last: 9 });
		assert.deepEqual(parseRange("bytes=-99", 10), { first: 0, last: 9 });
		assert.equal(parseRange("bytes=5-4", 10), "unsatisfiable");
		assert.equal(parseRange("bytes=-0", 10), "unsatisfiable");
		for (const header of [undefined, "", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes=a-b"])
			assert.equal(parseRange(header, 10), undefined);
	});
});
