import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort, startServer, windowUrl } from "../../scripts/vscodeServer/server.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures");
const POLL_MILLIS = 50;
const GONE_MILLIS = 30_000;

const answers = (port: number): Promise<boolean> =>
	fetch(`http://127.0.0.1:${port}/version`).then(
		(response) => response.ok,
		() => false,
	);

/** The server that a process of its own starts, and the process. */
const startElsewhere = async () => {
	const child = spawn(process.execPath, [path.join(fixtures, "startServer.ts")], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [line] = await once(createInterface(child.stdout), "line");
	const { port, dir }: { port: number; dir: string } = JSON.parse(String(line));
	return { child, port, dir };
};

describe("startServer", () => {
	it("lets nobody in without the token", async () => {
		const server = await startServer();
		try {
			const url = windowUrl(server, { folder: fixtures });
			const bare = new URL(url);
			bare.searchParams.delete("tkn");
			assert.equal((await fetch(bare)).status, 403);
			assert.equal((await fetch(url, { redirect: "manual" })).status, 302);
		} finally {
			await server.stop();
		}
		assert.equal(await answers(server.port), false);
		assert.equal(existsSync(server.dir), false);
	});

	it("ends with a starter that is killed", async () => {
		const { child, port, dir } = await startElsewhere();
		try {
			assert.equal(await answers(port), true);
			child.kill("SIGKILL");
			const deadline = Date.now() + GONE_MILLIS;
			while ((await answers(port)) && Date.now() < deadline) await delay(POLL_MILLIS);
			assert.equal(await answers(port), false);
		} finally {
			rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
		}
	});
});

describe("findFreePort", () => {
	it("takes another port where the wanted one is taken", async () => {
		const listener = createServer().listen(0, "127.0.0.1");
		await once(listener, "listening");
		const address = listener.address();
		const taken = typeof address === "object" ? (address?.port ?? 0) : 0;
		try {
			assert.notEqual(await findFreePort(taken), taken);
		} finally {
			listener.close();
		}
	});
});
