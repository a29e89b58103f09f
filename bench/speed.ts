import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Kind, Measured } from "./contender.ts";

const exec = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const report = path.join(import.meta.dirname, "README.md");
const RATE = 30;
const RATES = [2, 5, RATE];
const MEMORY_LOOK_MILLIS = 100;
/** The peer is so slow that it looks at a part only. */
const PEER_SECONDS = 10;

export interface SpeedOptions {
	readonly ffmpeg: string;
	readonly sample: string;
	readonly modelName: string;
	readonly modelFolder: string;
	/** How much of the clip is analysed, and how often. */
	readonly seconds: number;
	readonly rounds: number;
}

/** Races the engine against its limit, a serial version of itself and a peer; writes bench/README.md's part. */
export const measureSpeed = async (options: SpeedOptions): Promise<void> => {
	const clip = await makeClip(options, options.seconds);
	const rows: string[] = [];
	const starts: Measured[] = [];
	for (const rate of RATES) {
		const rounds: Round[] = [];
		for (let round = 0; round < options.rounds; round += 1)
			rounds.push(await raceOnce(options, clip, rate));
		starts.push(...rounds.map(({ ours }) => ours));
		rows.push(toRow(rate, rounds));
		console.log(rows.at(-1));
	}
	const memory: string[] = [];
	for (const minutes of [1, 10]) {
		const file = await makeClip(options, minutes * 60);
		const peak = await measureMemory(options, file);
		memory.push(`${minutes} min: ${peak} MB`);
		console.log(memory.at(-1));
	}
	writeReport(options, { rows, starts, memory });
};

interface Round {
	readonly ours: Measured;
	readonly serial: Measured;
	readonly peerMillis: number;
	readonly limitMillis: number;
}

/** All of them within one round, so that a busy moment of the machine hits everybody. */
const raceOnce = async (options: SpeedOptions, clip: string, rate: number): Promise<Round> => {
	const run = (kind: Kind, value = rate) => runContender(options, kind, clip, value);
	const decoding = await run("decoding");
	const ours = await run("ours");
	const inference = await run("inference", ours.frames);
	const serial = await run("serial");
	const cpuSeconds = (decoding.cpuSeconds ?? 0) + (inference.cpuSeconds ?? 0);
	const limitMillis = Math.max(
		decoding.millis,
		inference.millis,
		(cpuSeconds * 1000) / os.availableParallelism(),
	);
	return { ours, serial, limitMillis, peerMillis: await runPeer(options, clip, rate) };
};

const runContender = async (
	{ modelName, modelFolder }: SpeedOptions,
	kind: Kind,
	clip: string,
	value: number,
): Promise<Measured> => {
	const program = path.join(import.meta.dirname, "contender.ts");
	const args = [program, kind, clip, String(value), modelName, modelFolder];
	// The other end is our own program beside this one.
	return JSON.parse((await exec(process.execPath, args)).stdout);
};

/** Its time for as many frames as the others have, reckoned from those it looked at. */
const runPeer = async (options: SpeedOptions, clip: string, rate: number): Promise<number> => {
	if (!existsSync(path.join(import.meta.dirname, "node_modules")))
		await exec("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
			cwd: import.meta.dirname,
		});
	const program = path.join(import.meta.dirname, "faceApi.cjs");
	// At every frame a shorter part says as much.
	const seconds = Math.min(options.seconds, (PEER_SECONDS * 2) / rate);
	const args = [program, options.ffmpeg, clip, String(rate), String(seconds)];
	const { millis, frames } = JSON.parse((await exec(process.execPath, args)).stdout);
	return (millis / frames) * rate * options.seconds;
};

/** The drawn sample over and over, as a camera's file: 1080p at 30 frames a second in H.264. */
const makeClip = async (
	{ ffmpeg, sample }: SpeedOptions,
	seconds: number,
	folder = path.join(root, "build/bench"),
): Promise<string> => {
	await mkdir(folder, { recursive: true });
	const minute = path.join(folder, "minute.mp4");
	const loop = (input: string, millis: number, output: string, how: string) =>
		exec(ffmpeg, [
			..."-v error -y -stream_loop -1 -i".split(" "),
			input,
			"-t",
			String(millis / 1000),
			...how.split(" "),
			output,
		]);
	const h264 = "-map 0:v -vf scale=1920:1080:flags=bicubic,fps=30 -c:v libx264 -crf 21";
	if (!existsSync(minute)) await loop(sample, 60_000, minute, h264);
	const clip = path.join(folder, `${seconds}s.mp4`);
	if (!existsSync(clip)) await loop(minute, seconds * 1000, clip, "-c copy");
	return clip;
};

/** The most that the engine's process and its ffmpeg had in memory together, as Linux tells. */
const measureMemory = async (options: SpeedOptions, file: string): Promise<number | undefined> => {
	if (process.platform !== "linux") return undefined;
	const program = path.join(import.meta.dirname, "contender.ts");
	const args = [program, "ours", file, "5", options.modelName, options.modelFolder];
	const child = spawn(process.execPath, args, { stdio: "ignore" });
	let peakBytes = 0;
	const look = () => {
		const engine = descendantsOf(child.pid ?? 0);
		peakBytes = Math.max(
			peakBytes,
			engine.map(toMemory).reduce((sum, one) => sum + one, 0),
		);
	};
	const timer = setInterval(look, MEMORY_LOOK_MILLIS);
	await new Promise((resolve) => child.on("close", resolve));
	clearInterval(timer);
	return Math.round(peakBytes / 1024 / 1024);
};

const descendantsOf = (pid: number): number[] => {
	const children = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((name) => readProc(`${name}/stat`).split(") ")[1]?.split(" ")[1] === String(pid))
		.map(Number);
	return [...children, ...children.flatMap(descendantsOf)];
};

const toMemory = (pid: number): number =>
	Number(/VmRSS:\s+(\d+)/.exec(readProc(`${pid}/status`))?.[1] ?? 0) * 1024;

/** Empty once the process is gone. */
const readProc = (name: string): string => {
	try {
		return readFileSync(`/proc/${name}`, "utf8");
	} catch {
		return "";
	}
};

const toRow = (rate: number, rounds: readonly Round[]): string => {
	const seconds = (pick: (round: Round) => number) => (median(rounds.map(pick)) / 1000).toFixed(1);
	const ratio = (pick: (round: Round) => number) => median(rounds.map(pick)).toFixed(2);
	const cells = [
		rate === RATE ? "every frame" : `${rate} a second`,
		`${rounds[0]?.ours.frames}`,
		`${seconds(({ ours }) => ours.millis)} s`,
		`${seconds(({ limitMillis }) => limitMillis)} s`,
		`${ratio(({ ours, limitMillis }) => ours.millis / limitMillis)} ×`,
		`${ratio(({ serial, ours }) => serial.millis / ours.millis)} ×`,
		`${ratio(({ peerMillis, ours }) => peerMillis / ours.millis)} ×`,
	];
	return `| ${cells.join(" | ")} |`;
};

interface Findings {
	readonly rows: readonly string[];
	readonly starts: readonly Measured[];
	readonly memory: readonly string[];
}

const writeReport = (options: SpeedOptions, { rows, starts, memory }: Findings): void => {
	const millis = (pick: (one: Measured) => number | undefined) =>
		`${Math.round(median(starts.map((one) => pick(one) ?? NaN)))} ms`;
	const [cpu] = os.cpus();
	const section = [
		"## Speed",
		"",
		`\`npm run bench\`, ${new Date().toISOString().slice(0, 10)}, with ${options.modelName}, on ${os.availableParallelism()} × ${cpu?.model.trim()} (${os.platform()}, Node ${process.versions.node}); load average at the end ${os.loadavg()[0]?.toFixed(1)}. The clip is ${options.seconds} s of 1080p30 H.264. Medians of ${options.rounds} interleaved rounds; a ratio is the median of the ratios within each round.`,
		"",
		"| frames | number | ours | limit | ours ÷ limit | serial ÷ ours | face-api ÷ ours |",
		"| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
		...rows,
		"",
		"The limit is the largest of decoding alone, inference alone, and the processor time of both divided by the number of cores. Serial is the same code without threads. face-api runs its own SSD on tfjs-wasm behind the same ffmpeg; its time is reckoned from a shorter part.",
		"",
		`The engine's process answers after ${millis((one) => one.firstEventMillis)}, the first face comes after ${millis((one) => one.firstFaceMillis)}. Peak memory of all its processes at 5 frames a second: ${memory.join(", ")}.`,
		"",
	].join("\n");
	const before = existsSync(report) ? readFileSync(report, "utf8") : "# Measurements\n\n";
	// Other parts of the page are others' to write.
	const own = /^## Speed\n[^]*?(?=^## |(?![^]))/m;
	const after = own.test(before) ? before.replace(own, () => section) : `${before}${section}`;
	writeFileSync(report, after);
};

const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
