import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { findModel } from "../src/local/models.ts";
import { findModelEntry } from "../src/local/modelManifest.ts";
import { build } from "./build.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";
import { makeSample } from "./sample/makeSample.ts";
import type { SampleTruth } from "./sample/truth.ts";
import { step } from "./steps.mjs";

const root = path.resolve(import.meta.dirname, "..");
const ROUNDS = 7;
const SAMPLES_PER_SECOND = 5;
/** As much as a real clip: the start of a process is not what is measured. */
const LOOPS = 10;

interface Contender {
	readonly name: string;
	readonly run: () => Promise<unknown>;
}

/** `npm run bench`: how far detection is from its limit, which is decoding the video and doing nothing else. */
const bench = async (): Promise<void> => {
	const ffmpeg = await ensureFfmpeg();
	await build();
	const { video, truth } = await step("Drawing the sample video (half a minute, once)", () =>
		makeSample({ ffmpeg, outDir: path.join(root, "build/sample") }),
	);
	const long = path.join(root, "build/sample/long.mp4");
	const exec = promisify(execFile);
	const loops = ["-stream_loop", String(LOOPS - 1), "-i", video, "-map", "0:v", "-c", "copy"];
	await exec(ffmpeg, ["-v", "error", "-y", ...loops, long]);
	const detect = (detector: string) => {
		const options = ["--detector", detector, "--samples-per-second", String(SAMPLES_PER_SECOND)];
		const args = [path.join(root, "dist/cli.mjs"), "detect", long, ...options];
		return exec(process.execPath, args, { maxBuffer: Infinity });
	};
	const contenders: Contender[] = [
		{
			name: "decoding alone",
			run: () => exec(ffmpeg, ["-v", "error", "-threads", "2", "-i", long, "-f", "null", "-"]),
		},
		{ name: "detection with SSD", run: () => detect("ssd") },
	];
	const folder = process.env["FACEREEL_MODELS"];
	const yunet = folder && (await findModel(findModelEntry("yunet"), [folder])).bytes;
	if (yunet) contenders.push({ name: "detection with YuNet", run: () => detect("yunet") });
	else console.log("Left out: detection with YuNet (FACEREEL_MODELS names no folder that has it).");
	const { durationMillis }: SampleTruth = JSON.parse(await readFile(truth, "utf8"));
	report(await race(contenders), durationMillis * LOOPS);
};

/** Interleaved rounds, so that a busy moment of the machine hits everybody. */
const race = async (contenders: readonly Contender[]): Promise<Map<string, number[]>> => {
	const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
	for (let round = 0; round < ROUNDS; round += 1)
		for (const { name, run } of contenders) {
			const startedMillis = performance.now();
			await run();
			times.get(name)?.push(performance.now() - startedMillis);
		}
	return times;
};

const report = (times: ReadonlyMap<string, readonly number[]>, videoMillis: number): void => {
	const limit = times.get("decoding alone") ?? [];
	for (const [name, millis] of times) {
		const ratios = millis.map((each, round) => each / (limit[round] ?? NaN));
		console.log(
			`${name}: ${median(ratios).toFixed(2)} × decoding alone, ${(videoMillis / median(millis)).toFixed(0)} × real time`,
		);
	}
};

const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

await bench();
