import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findFfmpeg, keepStderr, spawnFfmpeg, toInputArgs } from "../../src/local/ffmpeg.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

describe("ffmpeg", () => {
	const folder = useTemporaryFolder();
	const PATH = process.env["PATH"];
	let program = "";

	before(() => {
		program = folder.join("ffmpeg");
		writeFileSync(program, "#!/bin/sh\necho \"Unrecognized option 'fps_mode'.\" >&2\nexit 1\n");
		chmodSync(program, 0o755);
	});
	afterEach(() => {
		process.env["PATH"] = PATH;
	});

	it("is the one of the setting before any other", () => {
		assert.equal(findFfmpeg(program), program);
	});

	it("is never a relative path, a folder or a file that cannot be run", () => {
		writeFileSync(folder.join("text"), "x");
		for (const setting of [
			"ffmpeg",
			"./ffmpeg",
			folder.path,
			folder.join("text"),
			folder.join("none"),
		])
			assert.throws(() => findFfmpeg(setting), /facereel\.ffmpegPath/, setting);
	});

	it("is looked for on PATH, but not in relative folders there", () => {
		process.env["PATH"] = ["", ".", "relative", folder.path].join(path.delimiter);
		const found = findFfmpeg();
		assert.ok(found === program || found.includes("ffmpeg-static"), found);
	});

	it("is asked for by a message that says how to get it", () => {
		mkdirSync(folder.join("empty"), { recursive: true });
		process.env["PATH"] = folder.join("empty");
		try {
			assert.match(findFfmpeg(), /ffmpeg-static/);
		} catch (error) {
			assert.match(String(error), /apt-get install ffmpeg.*facereel\.ffmpegPath/);
		}
	});

	it("takes a hostile name for a name", () => {
		for (const name of ["-y", "concat:a|b", "pipe:0", "a%d.mp4", "http://x/y.mp4", "a\nb"]) {
			const args = toInputArgs(name);
			assert.equal(args.at(-1), `file:${path.resolve(name)}`);
			assert.equal(args.at(-2), "-i");
		}
	});

	it("says of itself when it is too old, whatever it printed", async () => {
		const child = spawnFfmpeg(program, []);
		const complaint = keepStderr(child);
		await new Promise((resolve) => child.on("close", resolve));
		assert.match(complaint(), /needs ffmpeg 5\.1 or later/);
	});

	it("does not look for the system's tables of characters, which a static ffmpeg cannot load", async () => {
		writeFileSync(program, '#!/bin/sh\necho "$GCONV_PATH" >&2\n');
		const child = spawnFfmpeg(program, []);
		const printed = keepStderr(child);
		await new Promise((resolve) => child.on("close", resolve));
		assert.equal(existsSync(printed()), false);
		assert.ok(path.isAbsolute(printed()));
	});

	it("gets nothing of our environment but PATH", async () => {
		writeFileSync(program, "#!/bin/sh\nenv >&2\n");
		process.env["AWS_SECRET_ACCESS_KEY"] = "canary";
		const child = spawnFfmpeg(program, []);
		const printed = keepStderr(child);
		await new Promise((resolve) => child.on("close", resolve));
		delete process.env["AWS_SECRET_ACCESS_KEY"];
		assert.match(printed(), /^PATH=/m);
		assert.doesNotMatch(printed(), /canary/);
	});
});
