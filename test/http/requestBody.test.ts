import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { EndpointOptions } from "../../src/http/endpoint.ts";
import { converse, readAnswer, toRequestText, useEndpoints } from "../support/endpoint.ts";

const MIB = 2 ** 20;
const operations = { listCollections: async () => ({ CollectionIds: ["people"] }) };

const assertAlive = async (port: number) => {
	const answer = await converse(port, toRequestText(port));
	assert.equal(readAnswer(answer).status, 200);
};

describe("endpoint's reading", () => {
	const { open } = useEndpoints();
	const openWith = (limits: EndpointOptions["limits"]) => open({ operations, limits });

	it("takes a body that comes in chunks", async () => {
		const { port } = await open({ operations });
		const chunked = { "Content-Length": undefined, "Transfer-Encoding": "chunked" };
		const body = "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
		const answer = await converse(port, toRequestText(port, chunked, body));
		assert.equal(readAnswer(answer).status, 200);
	});

	it("lets a client that sends too much see why it is refused", async () => {
		const { port } = await open({ operations });
		const refused = { status: 413, type: "RequestEntityTooLargeException" };
		const body = Buffer.alloc(64 * MIB, "x");
		const length = { "Content-Length": String(body.length) };
		const whole = await converse(port, toRequestText(port, length, ""), body);
		assert.deepEqual(readAnswer(whole), refused);
		const chunked = { "Content-Length": undefined, "Transfer-Encoding": "chunked" };
		const head = `${toRequestText(port, chunked, "")}${body.length.toString(16)}\r\n`;
		const parts = await converse(port, head, body, "\r\n0\r\n\r\n");
		assert.deepEqual(readAnswer(parts), refused);
		await assertAlive(port);
	});

	it("waits for no body of which it is told that it is too large", async () => {
		const { port } = await open({ operations });
		const socket = connect(port, "127.0.0.1").setEncoding("utf8");
		socket.write(toRequestText(port, { "Content-Length": String(2 ** 40) }, ""));
		const [answer] = await once(socket, "data");
		assert.equal(readAnswer(String(answer)).status, 413);
		socket.destroy();
	});

	it("refuses one byte over its limit and takes one less", async () => {
		const { port } = await openWith({ bodyBytes: 100 });
		const ask = (size: number) => converse(port, toRequestText(port, {}, "{}".padEnd(size)));
		assert.equal(readAnswer(await ask(100)).status, 200);
		assert.equal(readAnswer(await ask(101)).status, 413);
	});

	it("reads past no more than it must", async () => {
		const { port } = await openWith({ bodyBytes: 100, drainBytes: MIB });
		const body = Buffer.alloc(64 * MIB, "x");
		const socket = connect(port, "127.0.0.1").on("error", () => socket.destroy());
		socket.resume();
		socket.write(toRequestText(port, { "Content-Length": String(body.length) }, ""));
		const isSent = Promise.withResolvers<boolean>();
		socket.once("close", () => isSent.resolve(false));
		socket.write(body, (error) => isSent.resolve(!error));
		assert.equal(await isSent.promise, false);
		await assertAlive(port);
	});

	it("gives no request the memory of others", async () => {
		const asked = Promise.withResolvers<void>();
		const answer = Promise.withResolvers<object>();
		const { port } = await open({
			operations: {
				listFaces: () => {
					asked.resolve();
					return answer.promise;
				},
				...operations,
			},
			limits: { bodiesBytes: 150 },
		});
		const body = "{}".padEnd(100);
		const target = { "X-Amz-Target": "RekognitionService.ListFaces" };
		const first = converse(port, toRequestText(port, target, body));
		await asked.promise;
		const second = await converse(port, toRequestText(port, {}, body));
		assert.deepEqual(readAnswer(second), { status: 400, type: "ThrottlingException" });
		await assertAlive(port);
		answer.resolve({});
		assert.equal(readAnswer(await first).status, 200);
		const third = await converse(port, toRequestText(port, {}, body));
		assert.equal(readAnswer(third).status, 200);
	});

	it("refuses headers that are too large", async () => {
		const { port } = await open({ operations });
		const answer = await converse(port, toRequestText(port, { "X-Filler": "x".repeat(100_000) }));
		assert.equal(readAnswer(answer).status, 431);
		await assertAlive(port);
	});

	it("overlooks no header for there being many", async () => {
		const { port } = await open({ operations });
		const many = Array.from({ length: 2500 }, () => "");
		const answer = await converse(port, toRequestText(port, { a: many, Origin: "null" }));
		assert.equal(readAnswer(answer).status, 403);
	});

	it("refuses a body of two lengths, in which another request could hide", async () => {
		const { port } = await open({ operations });
		const hidden = toRequestText(port);
		const both = { "Transfer-Encoding": "chunked", "Content-Length": "4" };
		const bodies = [
			toRequestText(port, both, `0\r\n\r\n${hidden}`),
			toRequestText(port, { "Content-Length": ["2", "4"] }, `{}${hidden}`),
			toRequestText(port, { "Content-Length": "2, 2" }, `{}${hidden}`),
			toRequestText(port, { "Content-Length": "-2" }, `{}${hidden}`),
			toRequestText(port, { "Transfer-Encoding": "identity, chunked, x" }, `{}${hidden}`),
		];
		for (const each of bodies) {
			const answer = await converse(port, each);
			assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 400"], each);
		}
		await assertAlive(port);
	});

	it("hangs up on clients that take their time", async () => {
		const { port } = await openWith({ requestMillis: 200, checkMillis: 20 });
		const request = toRequestText(port, { "Content-Length": "100" });
		const answers = await Promise.all([
			converse(port),
			converse(port, request.slice(0, 20)),
			converse(port, request),
			converse(port, toRequestText(port, { "Content-Length": "100", Origin: "null" })),
		]);
		assert.deepEqual(
			answers.map((answer) => readAnswer(answer).status),
			[408, 408, 408, 403],
		);
		await assertAlive(port);
	});

	it("hangs up on a connection that is no longer used", async () => {
		const { port } = await openWith({ keepAliveMillis: 20, checkMillis: 20 });
		const answer = await converse(port, toRequestText(port, { Connection: "keep-alive" }));
		assert.match(answer, /^HTTP\/1\.1 200 [^]*keep-alive: timeout=0\r/i);
	});

	it("hangs up on a client that does not read its answer", async () => {
		const gone = Promise.withResolvers<void>();
		const { port } = await open({
			operations: {
				listCollections: async (_, options) => {
					options?.abortSignal?.addEventListener("abort", () => gone.resolve());
					return { CollectionIds: ["x".repeat(64 * MIB)] };
				},
			},
			limits: { requestMillis: 100 },
		});
		const socket = connect(port, "127.0.0.1").pause();
		socket.write(toRequestText(port));
		await gone.promise;
		socket.on("error", () => socket.destroy()).destroy();
	});

	it("serves others beside two hundred idle connections, and closes with them", async () => {
		const endpoint = await openWith({ closeMillis: 50 });
		const sockets = Array.from({ length: 200 }, () => connect(endpoint.port, "127.0.0.1"));
		const ends = sockets.map((socket) => text(socket).catch(() => ""));
		await Promise.all(sockets.map((socket) => once(socket, "connect")));
		await assertAlive(endpoint.port);
		await endpoint.close();
		await Promise.all(ends);
	});

	it("takes no more connections than it can hold", async () => {
		const { port } = await openWith({ connections: 2 });
		const held: Socket[] = [];
		for (let i = 0; i < 2; i++) {
			const socket = connect(port, "127.0.0.1");
			held.push(socket);
			socket.write(toRequestText(port, { Connection: "keep-alive" }));
			await once(socket, "data");
		}
		assert.equal(await converse(port, toRequestText(port)), "");
		for (const socket of held) {
			socket.destroy();
			await once(socket, "close");
		}
		let answer = "";
		// The server hears of the closed connections in its own time.
		while (!answer) answer = await converse(port, toRequestText(port));
		assert.equal(readAnswer(answer).status, 200);
	});
});
