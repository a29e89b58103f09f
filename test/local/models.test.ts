import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildModels } from "../../models/build/buildModels.ts";
import { parseModelManifest, readModelEntries } from "../../src/local/modelManifest.ts";
import type { ModelEntry } from "../../src/local/modelManifest.ts";
import { chooseDetector, loadModel, toModelFolders } from "../../src/local/models.ts";

const content = Buffer.from("the bytes of a model");

const entry: ModelEntry = {
	name: "tiny",
	role: "detector",
	file: "tiny.onnx",
	source: { type: "download", url: "https://models.test/tiny.onnx" },
	licence: "MIT",
	sizeBytes: content.length,
	sha256: createHash("sha256").update(content).digest("hex"),
	input: "none",
	output: "none",
};

const offline: typeof fetch = () =>
	Promise.reject(
		new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND models.test") }),
	);

const never: typeof fetch = () => assert.fail("nothing is to be asked of the network");

describe("models", () => {
	let root: string;
	let cacheDir: string;
	let server: Server | undefined;

	beforeEach(async () => {
		root = await mkdtemp(path.join(tmpdir(), "facereel-models-"));
		cacheDir = path.join(root, "cache");
	});

	afterEach(async () => {
		server?.closeAllConnections();
		server?.close();
		server = undefined;
		await rm(root, { recursive: true });
	});

	const makeFolder = async (name: string, bytes: Uint8Array): Promise<string> => {
		const folder = path.join(root, name);
		await mkdir(folder);
		await writeFile(path.join(folder, entry.file), bytes);
		return folder;
	};

	/** Answers for https://models.test, over a plain connection of this machine. */
	const serve = async (listener: RequestListener): Promise<typeof fetch> => {
		server = createServer(listener).listen(0, "127.0.0.1");
		await once(server, "listening");
		const address = server.address();
		assert.ok(typeof address === "object" && address !== null);
		return (input, init) => {
			const asked = new URL(input instanceof Request ? input.url : input);
			assert.equal(asked.origin, "https://models.test");
			return fetch(new URL(asked.pathname, `http://127.0.0.1:${address.port}`), init);
		};
	};

	const readCache = () => readdir(cacheDir).catch(() => []);

	describe("in folders", () => {
		it("are taken from the first folder that has them", async () => {
			const empty = path.join(root, "empty");
			const full = await makeFolder("full", content);
			const bytes = await loadModel(entry, { folders: [empty, full], cacheDir, fetch: offline });
			assert.deepEqual(Buffer.from(bytes), content);
		});

		it("are taken from the cache even if it is not among the folders", async () => {
			await makeFolder("cache", content);
			const bytes = await loadModel(entry, { folders: [], cacheDir, fetch: offline });
			assert.deepEqual(Buffer.from(bytes), content);
		});

		it("are passed over when one byte differs", async () => {
			const altered = Buffer.from(content);
			altered[3] = 0;
			const bad = await makeFolder("bad", altered);
			const good = await makeFolder("good", content);
			const bytes = await loadModel(entry, { folders: [bad, good], cacheDir, fetch: offline });
			assert.deepEqual(Buffer.from(bytes), content);
		});

		it("are refused by name when nothing better is found", async () => {
			const altered = await makeFolder("altered", Buffer.alloc(content.length));
			const short = await makeFolder("short", content.subarray(1));
			const loading = loadModel(entry, { folders: [altered, short], cacheDir, fetch: offline });
			await assert.rejects(loading, (error: Error) => {
				assert.ok(error.message.includes(`${path.join(altered, entry.file)} was not used`));
				assert.ok(error.message.includes(`${path.join(short, entry.file)} was not used`));
				assert.match(error.message, /its sha256 is [0-9a-f]{64}, not/u);
				return true;
			});
		});

		it("are looked for in the setting, the cache, the environment and beside the program", () => {
			const places = { cacheDir: "/cache", modelsFolder: "/app/models" };
			const built = path.join("/app/models", "built");
			assert.deepEqual(
				toModelFolders({ ...places, settingFolder: "/mine", environmentFolder: "/env" }),
				["/mine", "/cache", "/env", "/app/models", built],
			);
			assert.deepEqual(
				toModelFolders({ ...places, settingFolder: "", environmentFolder: undefined }),
				["/cache", "/app/models", built],
			);
		});
	});

	describe("downloads", () => {
		it("are kept in the cache and not repeated", async () => {
			let requests = 0;
			const fetched = await serve((_, response) => {
				requests += 1;
				response.end(content);
			});
			const options = { folders: [], cacheDir, fetch: fetched };
			assert.deepEqual(Buffer.from(await loadModel(entry, options)), content);
			assert.deepEqual(Buffer.from(await loadModel(entry, options)), content);
			assert.equal(requests, 1);
			assert.deepEqual(await readCache(), [entry.file]);
			assert.deepEqual(await readFile(path.join(cacheDir, entry.file)), content);
		});

		it("replace a damaged file in the cache", async () => {
			await makeFolder("cache", Buffer.from("damaged"));
			const fetched = await serve((_, response) => response.end(content));
			await loadModel(entry, { folders: [], cacheDir, fetch: fetched });
			assert.deepEqual(await readFile(path.join(cacheDir, entry.file)), content);
		});

		it("report how much has come", async () => {
			const fetched = await serve((_, response) => response.end(content));
			const seen: number[] = [];
			await loadModel(entry, {
				folders: [],
				cacheDir,
				fetch: fetched,
				onProgress: ({ modelName, receivedBytes, sizeBytes }) => {
					assert.deepEqual([modelName, sizeBytes], ["tiny", content.length]);
					seen.push(receivedBytes);
				},
			});
			assert.equal(seen.at(-1), content.length);
		});

		it("follow a redirect to another https address", async () => {
			const fetched = await serve((request, response) => {
				if (request.url === "/moved") response.end(content);
				else response.writeHead(302, { location: "/moved" }).end();
			});
			const bytes = await loadModel(entry, { folders: [], cacheDir, fetch: fetched });
			assert.deepEqual(Buffer.from(bytes), content);
		});

		const refused: {
			what: string;
			reason: RegExp;
			silenceMillis?: number;
			listener: RequestListener;
		}[] = [
			{
				what: "a redirect to http",
				reason: /http:\/\/models\.test\/tiny\.onnx is not https/u,
				listener: (_, response) =>
					response.writeHead(302, { location: "http://models.test/tiny.onnx" }).end(),
			},
			{
				what: "redirects without end",
				reason: /more than 5 redirects/u,
				listener: (_, response) => response.writeHead(302, { location: "/again" }).end(),
			},
			{
				what: "more bytes than pinned",
				reason: /more than the expected 20 bytes/u,
				listener: (_, response) => response.end(Buffer.concat([content, content])),
			},
			{
				what: "fewer bytes than pinned",
				reason: /sent 19 of the expected 20 bytes/u,
				listener: (_, response) => response.end(content.subarray(1)),
			},
			{
				what: "other bytes than pinned",
				reason: /its sha256 is/u,
				listener: (_, response) => response.end(Buffer.alloc(content.length)),
			},
			{
				what: "a page that says it is not there",
				reason: /the server answered 404/u,
				listener: (_, response) => response.writeHead(404).end(content),
			},
			{
				what: "a server that falls silent",
				silenceMillis: 50,
				reason: /the server was silent for 0\.05 s/u,
				listener: (_, response) => response.write(content.subarray(0, 5)),
			},
		];
		for (const { what, reason, listener, ...silence } of refused) {
			it(`refuse ${what} and leave nothing behind`, async () => {
				const fetched = await serve(listener);
				const options = { folders: [], cacheDir, fetch: fetched, ...silence };
				await assert.rejects(loadModel(entry, options), reason);
				assert.deepEqual(await readCache(), []);
			});
		}

		it("may take longer than the silence that ends them, as long as something comes", async () => {
			const fetched = await serve((_, response) => {
				let sent = 0;
				const pace = setInterval(() => {
					response.write(content.subarray(sent, sent + 4));
					sent += 4;
					if (sent < content.length) return;
					clearInterval(pace);
					response.end();
				}, 250);
			});
			const options = { folders: [], cacheDir, fetch: fetched, silenceMillis: 1000 };
			assert.deepEqual(Buffer.from(await loadModel(entry, options)), content);
		});

		it("say in one sentence each what failed and what to do when there is no network", async () => {
			await assert.rejects(loadModel(entry, { folders: [], cacheDir, fetch: offline }), {
				message:
					"The model tiny could not be downloaded from https://models.test/tiny.onnx: getaddrinfo ENOTFOUND models.test. " +
					"Connect to the internet once, or put tiny.onnx into a folder and name it in the settings.",
			});
		});

		it("end at once when they are cancelled", async () => {
			const fetched = await serve((_, response) => response.write(content.subarray(0, 5)));
			const controller = new AbortController();
			const loading = loadModel(entry, {
				folders: [],
				cacheDir,
				fetch: fetched,
				onProgress: () => controller.abort(),
				abortSignal: controller.signal,
			});
			await assert.rejects(loading, { name: "AbortError" });
			assert.deepEqual(await readCache(), []);
		});
	});

	describe("as detectors", () => {
		it("are the built-in one, with the reason, where YuNet cannot be had", async () => {
			const builtFolder = path.join(root, "built");
			await buildModels({ outDir: builtFolder });
			const options = { folders: [builtFolder], cacheDir, fetch: offline };
			for (const preference of ["auto", "yunet"] as const) {
				const { entry: chosen, warnings } = await chooseDetector(preference, options);
				assert.equal(chosen.name, "ssd");
				assert.equal(warnings.length, 1);
				assert.match(warnings[0] ?? "", /built-in detector .*getaddrinfo ENOTFOUND/u);
			}
		});

		it("are the built-in one without a request or a warning when it is preferred", async () => {
			const builtFolder = path.join(root, "built");
			await buildModels({ outDir: builtFolder });
			const options = { folders: [builtFolder], cacheDir, fetch: never };
			const { entry: chosen, warnings } = await chooseDetector("ssd", options);
			assert.equal(chosen.name, "ssd");
			assert.deepEqual(warnings, []);
		});

		it("are not replaced when the choice is cancelled", async () => {
			const abortSignal = AbortSignal.abort();
			const options = { folders: [], cacheDir, fetch: offline, abortSignal };
			await assert.rejects(chooseDetector("auto", options), { name: "AbortError" });
		});

		it("name what is missing when not even the built-in one is there", async () => {
			const options = { folders: [root], cacheDir, fetch: offline };
			await assert.rejects(chooseDetector("auto", options), /The model ssd .* is not in/u);
		});
	});

	describe("in the manifest", () => {
		it("are pinned, one source each, under names of their own", () => {
			const entries = readModelEntries();
			const names = entries.map(({ name }) => name);
			assert.equal(new Set(names).size, names.length);
			for (const { source } of entries)
				if (source.type === "download")
					assert.match(source.url, /\/[0-9a-f]{40}\/|\/float16\/1\//u);
		});

		const model = { ...entry, source: { ...entry.source } };
		const wrong = {
			"an address that is not https": { source: { type: "download", url: "http://models.test/" } },
			"a file outside its folder": { file: "../tiny.onnx" },
			"an unknown role": { role: "oracle" },
			"a hash that is none": { sha256: "abc" },
			"a size of nothing": { sizeBytes: 0 },
		};
		for (const [what, change] of Object.entries(wrong))
			it(`are refused with ${what}`, () => {
				assert.equal(parseModelManifest({ models: [model] }).length, 1);
				assert.throws(() => parseModelManifest({ models: [{ ...model, ...change }] }));
			});
	});
});
