import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { makeSample } from "../../scripts/sample/makeSample.ts";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { probeVideo } from "../../src/local/probe.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const seconds = 0.2;

describe("makeSample", () => {
	const folder = useTemporaryFolder();
	const make = (name: string) =>
		makeSample({ ffmpeg: findFfmpeg(), outDir: folder.join(name), seconds });

	it("writes a video and the truth about each of its frames", async () => {
		const { video, truth } = await make("whole");
		const told: unknown = JSON.parse(readFileSync(truth, "utf8"));
		assert.ok(typeof told === "object" && told !== null && "frames" in told);
		assert.ok(Array.isArray(told.frames));
		assert.deepEqual(
			told.frames.map((frame: { timestampMillis: number }) => frame.timestampMillis),
			[0, 40, 80, 120, 160],
		);
		const { VideoMetadata: metadata } = await probeVideo(findFfmpeg(), video);
		assert.equal(metadata.FrameWidth, 640);
		assert.equal(metadata.Codec, "h264");
		assert.deepEqual(readdirSync(folder.join("whole")).toSorted(), ["sample.json", "sample.mp4"]);
	});

	it("leaves alone what it made before", async () => {
		const { video } = await make("kept");
		const before = statSync(video).mtimeMs;
		await make("kept");
		assert.equal(statSync(video).mtimeMs, before);
	});

	it("makes anew what came from another generator", async () => {
		const { video, truth } = await make("changed");
		const made = readFileSync(truth, "utf8");
		writeFileSync(truth, JSON.stringify({ madeFrom: "another" }));
		writeFileSync(video, "old");
		await make("changed");
		assert.equal(readFileSync(truth, "utf8"), made);
		assert.ok(statSync(video).size > 1000);
	});

	it("leaves nothing behind when it is cancelled", async () => {
		const abort = new AbortController();
		const outDir = folder.join("cancelled");
		const making = makeSample({
			ffmpeg: findFfmpeg(),
			outDir,
			onProgress: () => abort.abort(),
			abortSignal: abort.signal,
		});
		await assert.rejects(making, { name: "AbortError" });
		assert.deepEqual(readdirSync(outDir), []);
	});

	it("says so when ffmpeg is missing", async () => {
		const outDir = folder.join("none");
		await assert.rejects(makeSample({ ffmpeg: folder.join("no"), outDir, seconds }), /ENOENT/);
		assert.ok(!existsSync(`${outDir}/sample.mp4`));
	});
});
