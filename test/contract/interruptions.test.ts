import assert from "node:assert/strict";
import { execFileSync, fork } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { FoundFace } from "../../src/api/engine.ts";
import { readPages } from "../../src/api/results.ts";
import { toLocalVideo } from "../../src/api/video.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { createRandom } from "../support/random.ts";
import { useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { waitForEnd } from "../support/waitForEnd.ts";

const RUN_JOB = path.join(import.meta.dirname, "../fixtures/runJob.ts");
const KILLS_OF_HOST = 3;

describe("a job that is interrupted at any moment", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	let undisturbed: readonly FoundFace[] = [];

	const start = async (name: string) => {
		const engine = openLocalEngine({ folder: folder.join(name), samplesPerSecond: 5 });
		const Video = toLocalVideo(pathToFileURL(sample.video).href);
		const token = { ClientRequestToken: "the-same-job" };
		const { JobId = "" } = await engine.startFaceDetection({ Video, ...token });
		return { engine, JobId };
	};
	const readFaces = async ({ engine, JobId }: Awaited<ReturnType<typeof start>>) => {
		const pages = await Array.fromAsync(readPages(engine.getFaceDetection, { JobId }));
		await engine.dispose();
		return pages.flatMap(({ Faces = [] }) => Faces);
	};
	before(async () => {
		const started = await start("undisturbed");
		await waitForEnd(started.engine, started.JobId);
		undisturbed = await readFaces(started);
		assert.ok(undisturbed.length > 50);
	});

	for (const [name, seed, patterns] of [
		["ffmpeg", 1, ["sample.mp4"]],
		["the engine's process", 2, ["engineHost"]],
		["ffmpeg and the engine's process", 3, ["sample.mp4", "engineHost"]],
	] as const)
		it(`by the death of ${name} has the same result in the end, and leaves no process`, async () => {
			const started = await start(name);
			const atProgress = createRandom(seed).between(0.1, 0.8);
			let killed = 0;
			const { JobStatus, warnings = [] } = await waitForEnd(
				started.engine,
				started.JobId,
				({ progress = 0 }) => {
					if (killed || progress < atProgress) return;
					for (const pid of patterns.flatMap(findProcesses)) {
						process.kill(pid, "SIGKILL");
						killed += 1;
					}
				},
			);
			assert.ok(killed >= patterns.length);
			assert.equal(JobStatus, "SUCCEEDED");
			assert.match(warnings.join("\n"), /started again/);
			assert.deepEqual(await readFaces(started), undisturbed);
			assert.deepEqual(["sample.mp4", "engineHost"].flatMap(findProcesses), []);
		});

	it(`by ${KILLS_OF_HOST} deaths of the program that runs it has the same result in the end`, async () => {
		const random = createRandom(4);
		const place = folder.join("host");
		for (let kills = 0; kills < KILLS_OF_HOST; kills += 1)
			await runAndKill([place, sample.video], random.between(kills / 4, (kills + 1) / 4));
		const ended = await runAndKill([place, sample.video]);
		assert.equal(ended?.ended, "SUCCEEDED");
		const started = await start("host");
		assert.equal(ended.JobId, started.JobId);
		assert.deepEqual(await readFaces(started), undisturbed);
		assert.deepEqual(["sample.mp4", "engineHost"].flatMap(findProcesses), []);
	});
});

const findProcesses = (text: string): number[] =>
	execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
		.split("\n")
		.filter((line) => line.includes(text) && !/\bmocha\b|runJob/.test(line))
		.map((line) => Number.parseInt(line, 10));

interface Ended {
	readonly ended: string;
	readonly JobId: string;
}

/** Runs the job in a program of its own, which is killed once the job is so far. */
const runAndKill = async (args: readonly string[], atProgress = Infinity) => {
	const child = fork(RUN_JOB, args, { execArgv: [] });
	let ended: Ended | undefined;
	child.on("message", (message: { readonly progress?: number } & Partial<Ended>) => {
		if (message.ended !== undefined) ended = { ended: message.ended, JobId: message.JobId ?? "" };
		if ((message.progress ?? 0) >= atProgress) child.kill("SIGKILL");
	});
	await new Promise((resolve) => child.once("exit", resolve));
	return ended;
};
