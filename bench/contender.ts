// One contender of the race in a process of its own; prints what it measured as JSON.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { analyse } from "../src/local/analyse.ts";
import type { AnalysisEvent } from "../src/local/analysis.ts";
import { createDetector } from "../src/local/createDetector.ts";
import { toFrameSizeOf } from "../src/local/frameSizes.ts";
import { createFaceReader } from "../src/local/faceReader.ts";
import { createDetectorPool } from "../src/local/detectorPool.ts";
import { createEngineChild } from "../src/local/engineChild.ts";
import { findFfmpeg } from "../src/local/ffmpeg.ts";
import { findModelEntry, type ModelEntry } from "../src/local/modelManifest.ts";
import { findModel, type LoadedModel } from "../src/local/models.ts";

export interface Measured {
	readonly millis: number;
	readonly frames: number;
	readonly faces: number;
	readonly cpuSeconds?: number;
	readonly firstEventMillis?: number;
	readonly firstFaceMillis?: number;
}

export type Kind = "ours" | "serial" | "decoding" | "inference";

const root = path.resolve(import.meta.dirname, "..");
const enginePath = path.join(root, "dist/engine.cjs");
/** As Linux counts them in /proc. */
const TICKS_PER_SECOND = 100;

const main = async ([
	kind,
	file,
	rate,
	modelName,
	folder,
]: readonly string[]): Promise<Measured> => {
	const entry = findModelEntry(modelName ?? "");
	const folders = [...(folder ? [folder] : []), path.join(root, "models/built")];
	const { bytes } = await findModel(entry, folders);
	if (!bytes || !file) throw new Error("usage: contender.ts kind file rate model folder");
	const model: LoadedModel = { entry, bytes };
	const request = { file, samplesPerSecond: Number(rate), FaceAttributes: "DEFAULT" as const };
	const ffmpeg = findFfmpeg();
	const options = { abortSignal: new AbortController().signal };
	switch (kind ?? "") {
		case "ours": {
			const chooseModels = async () => ({ detector: model, warnings: [] });
			const child = createEngineChild({ enginePath, findFfmpeg: () => ffmpeg, chooseModels });
			return watch(child(request, options));
		}
		case "serial":
			return watch(
				analyse(request, {
					ffmpeg,
					reader: {
						...oneAtATime(entry),
						...createFaceReader(await createDetector(model), {}),
					},
				}),
			);
		case "decoding":
			return watch(analyse(request, { ffmpeg, reader: createBlind(entry) }));
		case "inference":
			return infer(model, Number(rate));
		default:
			throw new Error(`There is no contender ${kind}.`);
	}
};

const oneAtATime = ({ name }: ModelEntry) => ({ concurrency: 1, modelNames: [name] });

/** Wants the same frames, and sees nothing in them. */
const createBlind = (entry: ModelEntry) => ({
	...oneAtATime(entry),
	modelName: entry.name,
	toFrameSize: toFrameSizeOf(entry),
	detect: async () => [],
	glance: async () => [],
	embed: async () => [],
});

const watch = async (events: AsyncIterable<AnalysisEvent>): Promise<Measured> => {
	const startedMillis = performance.now();
	const elapsed = () => performance.now() - startedMillis;
	let [frames, faces] = [0, 0];
	let firstEventMillis: number | undefined;
	let firstFaceMillis: number | undefined;
	for await (const event of events) {
		firstEventMillis ??= elapsed();
		if (event.type !== "frame") continue;
		frames += 1;
		faces += event.faces.length;
		if (faces > 0) firstFaceMillis ??= elapsed();
	}
	return {
		millis: elapsed(),
		frames,
		faces,
		cpuSeconds: cpuSeconds(),
		...(firstEventMillis === undefined ? {} : { firstEventMillis }),
		...(firstFaceMillis === undefined ? {} : { firstFaceMillis }),
	};
};

/** So many frames without decoding them: gray noise costs as much as faces. */
const infer = async (model: LoadedModel, frames: number): Promise<Measured> => {
	const pool = createDetectorPool(
		{ detector: model },
		{
			program: pathToFileURL(enginePath),
			threads: availableParallelism(),
		},
	);
	const size = pool.toFrameSize({ widthPx: 1920, heightPx: 1080 });
	const sizeBytes = size.paddedWidthPx * size.paddedHeightPx * 3;
	const planes = new Uint8Array(new SharedArrayBuffer(sizeBytes)).fill(128);
	await pool.detect({ ...size, timestampMillis: 0, planes });
	const [startedMillis, startedCpu] = [performance.now(), cpuSeconds()];
	let left = frames;
	const lane = async () => {
		while (left > 0) {
			left -= 1;
			await pool.detect({ ...size, timestampMillis: 0, planes });
		}
	};
	await Promise.all(Array.from({ length: pool.concurrency }, lane));
	const millis = performance.now() - startedMillis;
	const result = { millis, frames, faces: 0, cpuSeconds: cpuSeconds() - startedCpu };
	await pool.dispose();
	return result;
};

/** Of this process and of those that it waited for, which Linux alone tells. */
const cpuSeconds = (): number => {
	const { user, system } = process.cpuUsage();
	if (process.platform !== "linux") return (user + system) / 1e6;
	const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
	const [childrenUser = 0, childrenSystem = 0] = fields.split(" ").slice(13, 15).map(Number);
	return (user + system) / 1e6 + (childrenUser + childrenSystem) / TICKS_PER_SECOND;
};

if (import.meta.main) console.log(JSON.stringify(await main(process.argv.slice(2))));
