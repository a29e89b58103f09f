import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { useSample } from "../support/sample.ts";
import { program, useFacereel } from "./facereel.ts";

const SSD = ["--detector", "ssd"];
/** More frames than can be looked at before the test is over. */
const EVERY_FRAME = [...SSD, "--samples-per-second", "240"];
const QUICK_MILLIS = 5000;
const LOOK_MILLIS = 20;

describe("facereel, cut short", function () {
	// Signals, pipes and scripts as Unix has them.
	before(function () {
		if (process.platform === "win32") this.skip();
	});

	const { folder, start, run } = useFacereel();
	const sample = useSample();

	/** An ffmpeg that writes down its process ids. */
	const useNotingFfmpeg = (name: string) => {
		const [file, notes] = [folder.join(`${name}.sh`), folder.join(`${name}.txt`)];
		writeFileSync(file, `#!/bin/sh\necho $$ >> '${notes}'\nexec '${findFfmpeg()}' "$@"\n`);
		chmodSync(file, 0o755);
		const pids = () =>
			existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n").map(Number) : [];
		return { file, pids };
	};

	for (const [signal, code] of [
		["SIGINT", 130],
		["SIGTERM", 143],
	] as const)
		it(`ends soon after ${signal}, with exit code ${code} and no ffmpeg left`, async () => {
			const { file, pids } = useNotingFfmpeg(signal);
			let sentMillis = 0;
			const ended = await run(["detect", sample.video, ...EVERY_FRAME, "--ffmpeg", file], {
				onStart: (child) => {
					void (async () => {
						// The first ffmpeg looks at the file, the second one decodes it.
						while (child.exitCode === null && pids().length < 2) await wait(LOOK_MILLIS);
						sentMillis = performance.now();
						child.kill(signal);
					})();
				},
			});
			assert.deepEqual(ended, { exitCode: code, stdout: "", stderr: "" });
			assert.ok(performance.now() - sentMillis < QUICK_MILLIS);
			assert.ok(pids().length >= 2);
			while (pids().some(isRunning)) await wait(LOOK_MILLIS); // the test's time limit ends this
		});

	it("ends without a word when nobody reads what it prints", async () => {
		const { exitCode, stderr } = await run(["detect", sample.video, ...SSD], {
			onStart: ({ stdout }) => stdout?.destroy(),
		});
		assert.deepEqual({ exitCode, stderr }, { exitCode: 141, stderr: "" });
	});

	it("lets a pipe take what it wants", async () => {
		const command = `'${process.execPath}' '${program}' detect '${sample.video}' --detector ssd | head -1`;
		const ended = await start("sh", ["-c", command]);
		assert.deepEqual(ended, { exitCode: 0, stdout: "{\n", stderr: "" });
	});
});

/** A zombie has ended, and waits for a parent that may not come. */
const isRunning = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
	} catch {
		return false; // it is gone
	}
	const stat = `/proc/${pid}/stat`;
	return !existsSync(stat) || !/\) Z /u.test(readFileSync(stat, "utf8"));
};
