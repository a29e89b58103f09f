import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import type { AnalysisEvent } from "../../src/local/analysis.ts";
import { createEngineChild } from "../../src/local/engineChild.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

describe("engine child", () => {
	const folder = useTemporaryFolder();

	/** An engine whose program tells frames 0 to 4 and does something else before the third, in its first run. */
	const run = (name: string, accident: string): AsyncIterable<AnalysisEvent> => {
		const enginePath = folder.join(`${name}.cjs`);
		const mark = JSON.stringify(folder.join(`${name}.ran`));
		writeFileSync(
			enginePath,
			`const fs = require("node:fs");
			process.once("message", async () => {
				const isFirst = !fs.existsSync(${mark});
				fs.writeFileSync(${mark}, "");
				for (let n = 0; n < 5; n += 1) {
					if (n === 2 && isFirst) { ${accident} }
					await new Promise((told) => process.send({ type: "frame", Timestamp: n, faces: [] }, told));
				}
				process.send({ type: "done" });
			});`,
		);
		const analyse = createEngineChild({
			enginePath,
			findFfmpeg: () => "/nowhere/ffmpeg",
			chooseModels: async () => ({
				detector: { entry: findModelEntry("ssd"), bytes: new Uint8Array() },
				warnings: [],
			}),
		});
		const request = {
			file: "/nowhere/video.mp4",
			samplesPerSecond: 2,
			FaceAttributes: "DEFAULT" as const,
		};
		return analyse(request, { abortSignal: new AbortController().signal });
	};

	it("tells each frame once when a crashed run is run again", async () => {
		const events = await Array.fromAsync(run("crash", 'process.kill(process.pid, "SIGKILL");'));
		assert.deepEqual(
			events.flatMap((event) => (event.type === "frame" ? [event.Timestamp] : [])),
			[0, 1, 2, 3, 4],
		);
		assert.deepEqual(
			events.flatMap((event) => (event.type === "warning" ? [event.text] : [])),
			[
				"The analysis was started again. The engine's process ended before its work was done (SIGKILL).",
			],
		);
	});

	it("does not run again what failed for a reason", async () => {
		const failing =
			'process.send({ type: "failed", message: "no video", isCrash: false }); return;';
		await assert.rejects(Array.fromAsync(run("reason", failing)), /^Error: no video$/);
		assert.ok(existsSync(folder.join("reason.ran")));
	});
});
