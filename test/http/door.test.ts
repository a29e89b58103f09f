import assert from "node:assert/strict";
import { converse, readAnswer, toRequestText, useEndpoints } from "../support/endpoint.ts";

const operations = { listCollections: async () => ({ CollectionIds: ["people"] }) };

const assertRefused = (answers: readonly string[]) => {
	for (const answer of answers) {
		assert.deepEqual(readAnswer(answer), { status: 403, type: "AccessDeniedException" }, answer);
		assert.doesNotMatch(answer, /access-control/i);
	}
};

describe("endpoint's door", () => {
	const { open } = useEndpoints();

	/** The answers to one request for each set of headers, without the connection's own. */
	const ask = async (variants: readonly Parameters<typeof toRequestText>[1][], line?: string) => {
		const { port } = await open({ operations });
		return Promise.all(
			variants.map((headers) => converse(port, toRequestText(port, headers, "{}", line))),
		);
	};

	it("lets in whoever names it by one of its own names", async () => {
		const { port } = await open({ operations });
		for (const name of ["127.0.0.1", "localhost", "[::1]", "LocalHost"]) {
			const answer = await converse(port, toRequestText(port, { Host: `${name}:${port}` }));
			assert.equal(readAnswer(answer).status, 200, name);
			assert.doesNotMatch(answer, /access-control/i);
		}
	});

	it("refuses every other name, which an attacker's DNS may have given it", async () => {
		const { port } = await open({ operations });
		const hosts = [
			"evil.example",
			`evil.example:${port}`,
			`127.0.0.1.evil.example:${port}`,
			`127.0.0.1:${port}.evil.example`,
			`user@127.0.0.1:${port}`,
			`127.0.0.1:${port === 65535 ? port - 1 : port + 1}`,
			"127.0.0.1",
			`127.0.0.2:${port}`,
			`0.0.0.0:${port}`,
			`127.1:${port}`,
			"",
			[`127.0.0.1:${port}`, `127.0.0.1:${port}`],
			[`127.0.0.1:${port}`, "evil.example"],
		];
		assertRefused(
			await Promise.all(hosts.map((Host) => converse(port, toRequestText(port, { Host })))),
		);
	});

	it("refuses a request without a Host, and one that names its whole address", async () => {
		const { port } = await open({ operations });
		const nameless = await converse(port, toRequestText(port, { Host: undefined }));
		assert.equal(readAnswer(nameless).status, 400);
		const line = `POST http://127.0.0.1:${port}/ HTTP/1.1`;
		assertRefused([await converse(port, toRequestText(port, {}, "{}", line))]);
	});

	it("refuses web pages, its own origin and unnamed ones included", async () => {
		assertRefused(
			await ask([
				{ Origin: "https://evil.example" },
				{ Origin: "null" },
				{ Origin: "" },
				{ Origin: "http://127.0.0.1" },
				{ Origin: "vscode-webview://a" },
				{ "Sec-Fetch-Site": "cross-site" },
				{ "Sec-Fetch-Site": "same-site" },
				{ "Sec-Fetch-Site": "none" },
			]),
		);
	});

	it("refuses to be asked whether a web page may ask", async () => {
		const preflight = {
			Origin: "https://evil.example",
			"Access-Control-Request-Method": "POST",
			"Access-Control-Request-Headers": "content-type,x-amz-target",
			"Access-Control-Request-Private-Network": "true",
		};
		assertRefused(await ask([preflight], "OPTIONS / HTTP/1.1"));
	});

	it("refuses what a form of a web page could send", async () => {
		const types = [
			"text/plain",
			"text/plain;application/x-amz-json-1.1",
			"application/x-www-form-urlencoded",
			"multipart/form-data; boundary=application/x-amz-json-1.1",
			"application/json",
			"application/x-amz-json-1.0",
			"application/x-amz-json-1.11",
			["application/x-amz-json-1.1", "text/plain"],
			undefined,
		];
		assertRefused(await ask(types.map((type) => ({ "Content-Type": type }))));
	});

	it("takes its content type with a character set", async () => {
		const type = "application/x-amz-json-1.1; charset=utf-8";
		const [answer = ""] = await ask([{ "Content-Type": type }]);
		assert.equal(readAnswer(answer).status, 200);
	});

	it("knows one path and one method", async () => {
		const lines = [
			"GET / HTTP/1.1",
			"PUT / HTTP/1.1",
			"DELETE / HTTP/1.1",
			"OPTIONS * HTTP/1.1",
			"POST /? HTTP/1.1",
			"POST /?X-Amz-Signature=0 HTTP/1.1",
			"POST // HTTP/1.1",
			"POST /ListCollections HTTP/1.1",
			"POST /../../etc/passwd HTTP/1.1",
			"POST /%2e%2e/x HTTP/1.1",
		];
		for (const line of lines) assertRefused(await ask([{}], line));
	});

	it("lets in the next request of a connection whose last one it refused", async () => {
		const { port } = await open({ operations });
		const keep = { Connection: "keep-alive" };
		const answers = await converse(
			port,
			toRequestText(port, { ...keep, Origin: "null" }, `"${"x".repeat(100_000)}"`),
			toRequestText(port),
		);
		assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 403", "HTTP/1.1 200"]);
	});
});
