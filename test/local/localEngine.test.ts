import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { toLocalVideo } from "../../src/api/video.ts";
import type { FaceDetectionPage } from "../../src/api/engine.ts";
import type { Analyse, AnalysisEvent, AnalysisRequest } from "../../src/local/analysis.ts";
import { CollectionStore } from "../../src/local/collectionStore.ts";
import { openDatabase } from "../../src/local/database.ts";
import { JobStore } from "../../src/local/jobStore.ts";
import { createLocalEngine, type LocalParts } from "../../src/local/localEngine.ts";
import { createVideoSource } from "../../src/local/videoSource.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { makeMedia } from "../support/ffmpeg.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { waitForEnd } from "../support/waitForEnd.ts";

const noS3 = { check: () => assert.fail("no S3 here"), open: () => assert.fail("no S3 here") };

const VIDEO: AnalysisEvent = {
	type: "video",
	VideoMetadata: { DurationMillis: 1000 },
	models: ["fake"],
	isResumed: false,
};
const frame = (Timestamp: number): AnalysisEvent => ({
	type: "frame",
	Timestamp,
	faces: [{ Timestamp, Face: {}, index: 0 }],
});
const checkpoint = (timestampMillis: number): AnalysisEvent => ({
	type: "checkpoint",
	timestampMillis,
	state: new Uint8Array([7]),
});

const timesOf = ({ Faces }: FaceDetectionPage) => Faces?.map(({ Timestamp }) => Timestamp);

const untilAborted = (signal: AbortSignal): Promise<never> =>
	new Promise((_resolve, reject) => {
		signal.addEventListener("abort", () => reject(new Error("stopped")));
	});

const processesOf = (text: string): string =>
	execFileSync("ps", ["-eo", "pid,ppid,args"], { encoding: "utf8" })
		.split("\n")
		.filter((line) => line.includes(text))
		.join("\n");

const toParts = (analyse: Analyse, database = ":memory:"): LocalParts => {
	const db = openDatabase(database);
	return {
		db,
		now: Date.now,
		store: new JobStore(db, { now: Date.now }),
		videos: createVideoSource(noS3),
		samplesPerSecond: () => 2,
		analyse,
		collections: new CollectionStore(db),
		readImage: () => assert.fail("no pictures here"),
		publish: async () => undefined,
		onProblem: (error) => {
			throw error;
		},
	};
};

const open = (analyse: Analyse, database?: string, more: Partial<LocalParts> = {}) =>
	createLocalEngine({ ...toParts(analyse, database), ...more });

/** Detects faces; so many times the job's processes, once there is progress, are handed over to be killed. */
const disturb = async (
	folder: ReturnType<typeof useTemporaryFolder>,
	name: string,
	times: number,
	end: (processes: string) => void,
) => {
	const engine = openLocalEngine({ folder: folder.join(name), samplesPerSecond: 4 });
	const file = folder.join(`${name}.mp4`);
	await makeMedia(
		..."-f lavfi -i testsrc=size=160x90:rate=30 -t 8 -c:v libx264 -preset ultrafast".split(" "),
		file,
	);
	const { JobId = "" } = await engine.startFaceDetection({
		Video: toLocalVideo(pathToFileURL(file).href),
	});
	let left = times;
	let ended = "";
	const last = await waitForEnd(engine, JobId, ({ progress = 0 }) => {
		const processes = processesOf(`${name}.mp4`);
		if (left === 0 || progress === 0 || !processes || processes === ended) return;
		left -= 1;
		ended = processes;
		end(processes);
	});
	await engine.dispose();
	assert.equal(left, 0);
	assert.equal(processesOf(folder.path), "");
	return last;
};

const kill = (pid: string | undefined) => process.kill(Number(pid), "SIGKILL");
const killFfmpeg = (processes: string) => kill(/\d+/.exec(processes)?.[0]);
const killEngine = (processes: string) => kill(/\d+\s+(\d+)/.exec(processes)?.[1]);

/** Leaves a job behind that has come to 250, and tells how the next engine goes on with it. */
const leave = async (
	folder: ReturnType<typeof useTemporaryFolder>,
	name: string,
	change?: () => void,
) => {
	const database = folder.join(`${name}.sqlite`);
	const gate = Promise.withResolvers<void>();
	const before = open(async function* (_, { abortSignal }) {
		yield VIDEO;
		yield frame(0);
		yield frame(250);
		yield checkpoint(250);
		yield frame(500);
		gate.resolve();
		await untilAborted(abortSignal);
	}, database);
	const { JobId = "" } = await before.startFaceDetection({
		Video: toLocalVideo(pathToFileURL(folder.join("a.mp4")).href),
	});
	await gate.promise;
	await before.dispose();
	change?.();
	const asked: AnalysisRequest[] = [];
	const after = open(
		async function* (request) {
			asked.push(request);
			const isResumed = request.resume !== undefined;
			yield { ...VIDEO, isResumed };
			if (!isResumed) {
				yield frame(0);
				yield frame(250);
			}
			yield frame(500);
			yield frame(750);
		},
		database,
		{ samplesPerSecond: () => 9 },
	);
	assert.equal((await waitForEnd(after, JobId)).JobStatus, "SUCCEEDED");
	const times = timesOf(await after.getFaceDetection({ JobId }));
	await after.dispose();
	return { request: asked[0], times };
};

describe("local engine", () => {
	const folder = useTemporaryFolder();
	let Video = {};

	before(() => {
		writeFileSync(folder.join("a.mp4"), "");
		Video = toLocalVideo(pathToFileURL(folder.join("a.mp4")).href);
	});

	it("says how far a job is while it runs", async () => {
		const seen: (number | undefined)[] = [];
		const gate = Promise.withResolvers<void>();
		const engine = open(async function* () {
			yield VIDEO;
			yield frame(250);
			yield checkpoint(250);
			await gate.promise;
			yield frame(750);
		});
		const { JobId = "" } = await engine.startFaceDetection({ Video });
		await waitForEnd(engine, JobId, ({ progress }) => {
			seen.push(progress);
			if (progress === 0.25) gate.resolve();
		});
		assert.ok(seen.includes(0.25));
		await engine.dispose();
	});

	it("cancels a job for good, and goes on with the next", async () => {
		const started = Promise.withResolvers<void>();
		let runs = 0;
		const engine = open(async function* (_, { abortSignal }) {
			runs += 1;
			yield VIDEO;
			if (runs > 1) return;
			started.resolve();
			await untilAborted(abortSignal);
		});
		const { JobId: first = "" } = await engine.startFaceDetection({ Video });
		const { JobId: second = "" } = await engine.startFaceDetection({ Video });
		await started.promise;
		await engine.cancelJob(first);
		const { JobStatus, StatusMessage } = await engine.getFaceDetection({ JobId: first });
		assert.deepEqual([JobStatus, StatusMessage], ["FAILED", "Cancelled."]);
		assert.equal((await waitForEnd(engine, second)).JobStatus, "SUCCEEDED");
		await engine.dispose();
	});

	it("shows what was found so far, and goes on from there when asked again", async () => {
		const gates = [0, 1].map(() => Promise.withResolvers<void>());
		const reached = [0, 1].map(() => Promise.withResolvers<void>());
		const engine = open(async function* () {
			yield VIDEO;
			yield { type: "glance", faces: [{ Timestamp: 800, Face: {} }] };
			yield frame(0);
			yield frame(250);
			yield checkpoint(250);
			reached[0]?.resolve();
			await gates[0]?.promise;
			yield frame(500);
			yield checkpoint(500);
			reached[1]?.resolve();
			await gates[1]?.promise;
			yield frame(750);
		});
		const { JobId = "" } = await engine.startFaceDetection({ Video });
		await reached[0]?.promise;
		const first = await engine.peekFaceDetection({ JobId });
		assert.deepEqual(
			[first.JobStatus, first.progress, timesOf(first)],
			["IN_PROGRESS", 0.25, [0, 250]],
		);
		assert.deepEqual(first.overview, [{ Timestamp: 800, Face: {} }]);
		assert.equal((await engine.getFaceDetection({ JobId })).Faces, undefined);
		gates[0]?.resolve();
		await reached[1]?.promise;
		const second = await engine.peekFaceDetection({ JobId, NextToken: first.NextToken });
		assert.deepEqual([timesOf(second), second.overview], [[500], undefined]);
		gates[1]?.resolve();
		await waitForEnd(engine, JobId);
		const last = await engine.peekFaceDetection({ JobId, NextToken: second.NextToken });
		assert.deepEqual(
			[last.JobStatus, timesOf(last), last.NextToken],
			["SUCCEEDED", [750], undefined],
		);
		await engine.dispose();
	});

	describe("with a job that was left open", () => {
		it("goes on at the checkpoint, with the rate it was begun with", async () => {
			const { request, times } = await leave(folder, "resumed");
			assert.deepEqual(times, [0, 250, 500, 750]);
			assert.equal(request?.samplesPerSecond, 2);
			assert.equal(request?.resume?.timestampMillis, 250);
			assert.deepEqual(request?.resume?.models, ["fake"]);
			assert.deepEqual([...(request?.resume?.state ?? [])], [7]);
		});

		it("begins anew when the file has changed", async () => {
			const { request, times } = await leave(folder, "changed", () =>
				writeFileSync(folder.join("a.mp4"), "other bytes"),
			);
			assert.deepEqual(times, [0, 250, 500, 750]);
			assert.equal(request?.resume, undefined);
			assert.equal(request?.samplesPerSecond, 9);
		});
	});

	it("waits for space when the disk is full, and goes on then", async () => {
		const problems: unknown[] = [];
		const parts = toParts(async function* () {
			yield VIDEO;
			yield frame(0);
		});
		const append = parts.store.append.bind(parts.store);
		let isFull = true;
		parts.store.append = (...args) => {
			if (!isFull) return append(...args);
			isFull = false;
			throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
		};
		const engine = createLocalEngine({ ...parts, onProblem: (error) => problems.push(error) });
		const { JobId = "" } = await engine.startFaceDetection({ Video });
		assert.equal((await waitForEnd(engine, JobId)).JobStatus, "SUCCEEDED");
		assert.match(String(problems[0]), /disk is full/);
		await engine.dispose();
	});

	it("keeps what the analysis warns of with the result", async () => {
		const engine = open(async function* () {
			yield VIDEO;
			yield { type: "warning", text: "half of it is missing" };
		});
		const { JobId = "" } = await engine.startFaceDetection({ Video });
		assert.deepEqual((await waitForEnd(engine, JobId)).warnings, ["half of it is missing"]);
		await engine.dispose();
	});

	it("refuses what is no regular file, and says why", async () => {
		const engine = open(async function* () {});
		execFileSync("mkfifo", [folder.join("pipe.mp4")]);
		const invalid = (name: string, message: RegExp) =>
			assert.rejects(
				engine.startFaceDetection({ Video: toLocalVideo(pathToFileURL(folder.join(name)).href) }),
				{ name: "InvalidS3ObjectException", message },
			);
		await invalid("none.mp4", /there is no such file/);
		await invalid("pipe.mp4", /is not a regular file/);
		await invalid(".", /is not a regular file/);
		await assert.rejects(engine.startFaceDetection({ Video: toLocalVideo("/etc/passwd") }), {
			name: "InvalidS3ObjectException",
		});
		await engine.dispose();
	});

	describe("in its own process", () => {
		it("leaves no process behind when a job is cancelled", async () => {
			const file = folder.join("long.mp4");
			await makeMedia(
				..."-f lavfi -i testsrc=size=160x90:rate=30 -t 60 -c:v libx264 -preset ultrafast".split(
					" ",
				),
				file,
			);
			const engine = openLocalEngine({ folder: folder.join("cancel"), samplesPerSecond: 30 });
			const { JobId = "" } = await engine.startFaceDetection({
				Video: toLocalVideo(pathToFileURL(file).href),
			});
			let isCancelled = false;
			await waitForEnd(engine, JobId, ({ progress = 0 }) => {
				if (progress > 0 && !isCancelled) {
					assert.match(processesOf(folder.path), /long\.mp4/);
					isCancelled = true;
					void engine.cancelJob(JobId);
				}
			});
			assert.ok(isCancelled);
			await engine.dispose();
			assert.equal(processesOf(folder.path), "");
		});

		it("starts again when ffmpeg was killed, and goes on where it was", async () => {
			const { JobStatus, warnings } = await disturb(folder, "ffmpegOnce", 1, killFfmpeg);
			assert.equal(JobStatus, "SUCCEEDED");
			assert.match(warnings?.join() ?? "", /^The analysis was started again\. .*\(SIGKILL\)/);
		});

		it("starts again when its process was killed, and goes on where it was", async () => {
			const { JobStatus, warnings } = await disturb(folder, "engineOnce", 1, killEngine);
			assert.equal(JobStatus, "SUCCEEDED");
			assert.match(warnings?.join() ?? "", /started again\. The engine's process .*\(SIGKILL\)/);
		});

		it("fails with the reason when ffmpeg is killed again", async () => {
			const { JobStatus, StatusMessage } = await disturb(folder, "ffmpegTwice", 2, killFfmpeg);
			assert.equal(JobStatus, "FAILED");
			assert.match(StatusMessage ?? "", /^ffmpeg ended before its work was done \(SIGKILL\)\.$/);
		});

		it("fails a job whose process dies, and says how", async () => {
			const dying = folder.join("dying.cjs");
			writeFileSync(dying, 'process.once("message", () => process.kill(process.pid, "SIGSEGV"));');
			const engine = openLocalEngine({ folder: folder.join("dies"), enginePath: dying });
			const { JobId = "" } = await engine.startFaceDetection({ Video });
			const { JobStatus, StatusMessage } = await waitForEnd(engine, JobId);
			assert.equal(JobStatus, "FAILED");
			assert.match(StatusMessage ?? "", /ended before its work was done \(SIGSEGV\)/);
			await engine.dispose();
		});
	});
});
