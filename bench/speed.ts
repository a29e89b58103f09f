import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type ClipOptions, makeClip } from "./clips.ts";
import type { Kind, Outputs, Task } from "./contender.ts";
import type { ModelSource } from "./loadModels.ts";
import { memoryBytesOf } from "./processes.ts";
import { type Crowd, type Race, type SameWork, writeReport } from "./speedReport.ts";

const exec = promisify(execFile);
const contender = path.join(import.meta.dirname, "contender.ts");
const EVERY_FRAME = 30;
const RATES = [2, 5, EVERY_FRAME];
const CROWDS = [1, 5, 20];
const MEMORY_RATE = 2;
const MEMORY_LOOK_MILLIS = 100;
/** The peer is so slow that it looks at so many frames only. */
const PEER_FRAMES = 20;
/** SSD takes eight times as long as YuNet: so many frames say enough. */
const SSD_FRAMES = 300;

export interface SpeedOptions extends ClipOptions {
	readonly modelName: string;
	readonly modelFolder: string;
	/** How much of the clip is analysed, and how often. */
	readonly seconds: number;
	readonly rounds: number;
	/** The lengths of the videos whose memory is looked at. */
	readonly minutes: readonly number[];
}

/** Races the engine against its limit, a serial version of itself and a peer; writes bench/README.md's part. */
export const measureSpeed = async (options: SpeedOptions): Promise<void> => {
	const clip = await makeClip(options, options.seconds);
	const loads = [os.loadavg()[0] ?? NaN];
	const races = await seeAll(RATES, (rate) => race(options, clip, rate));
	const sameWork = await seeAll(RATES, (rate) => raceSameWork(options, rate));
	loads.push(os.loadavg()[0] ?? NaN);
	const startMillis: number[] = [];
	for (let round = 0; round < 2 * options.rounds; round += 1)
		startMillis.push((await run(options, "starting", {})).millis);
	const crowds = await seeAll(CROWDS, (faces) => measureCrowd(options, faces));
	const stages = await run(options, "stages", { file: clip });
	const memory = await seeAll(options.minutes, async (minutes) => ({
		minutes,
		peakBytes: await measureMemory(options, minutes),
	}));
	writeReport({ ...options, loads, races, sameWork, startMillis, crowds, stages, memory });
};

/** One after the other, and said as soon as it is known: all of it takes a while. */
const seeAll = async <Item, Result>(
	items: readonly Item[],
	measure: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
	const results: Result[] = [];
	for (const item of items) {
		results.push(await measure(item));
		console.log(JSON.stringify(results.at(-1)));
	}
	return results;
};

const repeat = async <Result>(
	rounds: number,
	measure: () => Promise<Result>,
): Promise<readonly Result[]> => {
	const results: Result[] = [];
	for (let round = 0; round < rounds; round += 1) results.push(await measure());
	return results;
};

/** All of them within one round, so that a busy moment of the machine hits everybody. */
const race = async (options: SpeedOptions, file: string, rate: number): Promise<Race> => ({
	rate,
	isEveryFrame: rate === EVERY_FRAME,
	rounds: await repeat(options.rounds, async () => {
		const decoding = await run(options, "decoding", { file, rate });
		const ours = await run(options, "ours", { file, rate });
		const inference = await run(options, "inference", { frames: ours.frames });
		const serial = await run(options, "serial", { file, rate });
		const peerMillis = ours.frames * (await askPeer(options, { file, rate, landmarks: false }));
		return { decoding, ours, inference, serial, peerMillis };
	}),
});

/** The same networks on both sides: SSD and the 68 points of each face. */
const raceSameWork = async (options: SpeedOptions, rate: number): Promise<SameWork> => {
	const seconds = Math.min(options.seconds, Math.ceil(SSD_FRAMES / rate));
	const file = await makeClip(options, seconds);
	const ssd = { ...options, modelName: "ssd" };
	return {
		rate,
		isEveryFrame: rate === EVERY_FRAME,
		rounds: await repeat(options.rounds, async () => {
			const ours = await run(ssd, "ours", { file, rate });
			const peerMillis = ours.frames * (await askPeer(options, { file, rate, landmarks: true }));
			return { ours, peerMillis };
		}),
	};
};

const measureCrowd = async (options: SpeedOptions, faces: number): Promise<Crowd> => ({
	faces,
	rounds: await repeat(options.rounds, async () => ({
		DEFAULT: await run(options, "faces", { faces }, "DEFAULT"),
		ALL: await run(options, "faces", { faces }, "ALL"),
	})),
});

const run = async <K extends Kind>(
	{ modelName, modelFolder }: SpeedOptions,
	kind: K,
	input: Omit<Task<K>, "kind" | "models">,
	attributes: ModelSource["attributes"] = "DEFAULT",
): Promise<Outputs[K]> => {
	const models = { name: modelName, folder: modelFolder, attributes };
	const task = JSON.stringify({ ...input, kind, models });
	// The other end is our own program beside this one.
	return JSON.parse((await exec(process.execPath, [contender, task])).stdout);
};

interface PeerTask {
	readonly file: string;
	readonly rate: number;
	readonly landmarks: boolean;
}

/** The milliseconds that face-api takes for a frame. */
const askPeer = async (
	{ ffmpeg }: SpeedOptions,
	{ file, rate, landmarks }: PeerTask,
): Promise<number> => {
	if (!existsSync(path.join(import.meta.dirname, "node_modules")))
		await exec("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
			cwd: import.meta.dirname,
		});
	const program = path.join(import.meta.dirname, "faceApi.cjs");
	const task = { ffmpeg, file, rate, seconds: PEER_FRAMES / rate, landmarks };
	const { stdout } = await exec(process.execPath, [program, JSON.stringify(task)]);
	const { millis, frames } = JSON.parse(stdout);
	return millis / frames;
};

/** The most that the engine's process and its ffmpeg had in memory together, as Linux tells. */
const measureMemory = async (
	{ modelName, modelFolder, ...options }: SpeedOptions,
	minutes: number,
): Promise<number | undefined> => {
	if (process.platform !== "linux") return undefined;
	const file = await makeClip(options, minutes * 60);
	const models = { name: modelName, folder: modelFolder, attributes: "DEFAULT" };
	const task = JSON.stringify({ kind: "ours", file, rate: MEMORY_RATE, models });
	const child = spawn(process.execPath, [contender, task], { stdio: "ignore" });
	let peakBytes = 0;
	const timer = setInterval(() => {
		peakBytes = Math.max(peakBytes, memoryBytesOf(child.pid ?? 0));
	}, MEMORY_LOOK_MILLIS);
	const code = await new Promise((resolve) => child.on("close", resolve));
	clearInterval(timer);
	if (code !== 0) throw new Error(`The engine failed on a video of ${minutes} minutes.`);
	// An hour fills a gigabyte of the disk.
	if (minutes > 1) await rm(file);
	return peakBytes;
};
