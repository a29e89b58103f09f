// One contender of the race in a process of its own; prints what it measured as JSON.
import path from "node:path";
import { analyse } from "../src/local/analyse.ts";
import type { AnalysisEvent } from "../src/local/analysis.ts";
import { createDetector } from "../src/local/createDetector.ts";
import type { FaceReader } from "../src/local/detector.ts";
import { createEngineChild } from "../src/local/engineChild.ts";
import { convertModels } from "../src/local/faceModels.ts";
import { openNetworks } from "../src/local/faceNetworks.ts";
import { createFaceReader } from "../src/local/faceReader.ts";
import { findFfmpeg } from "../src/local/ffmpeg.ts";
import { toFrameSizeOf } from "../src/local/frameSizes.ts";
import { infer, type Inferred, measureFaces, measureStages, type Stages } from "./inMemory.ts";
import { loadFaceModels, type ModelSource } from "./loadModels.ts";
import { childrenGone, cpuSeconds } from "./processes.ts";

/** What each kind of contender is told, beside its models. */
interface Inputs {
	/** The engine as it is, in its own process. */
	readonly ours: { readonly file: string; readonly rate: number };
	/** The same code without threads. */
	readonly serial: { readonly file: string; readonly rate: number };
	/** The same code with a detector that does nothing. */
	readonly decoding: { readonly file: string; readonly rate: number };
	/** So many frames that need no decoding. */
	readonly inference: { readonly frames: number };
	/** The engine's process until it says that it has no ffmpeg. */
	readonly starting: object;
	/** So many faces in every frame. */
	readonly faces: { readonly faces: number };
	/** Where the time of a frame goes. */
	readonly stages: { readonly file: string };
}

/** What each of them prints. */
export interface Outputs {
	readonly ours: Watched;
	readonly serial: Watched;
	readonly decoding: Watched;
	readonly inference: Inferred;
	readonly starting: { readonly millis: number };
	readonly faces: Inferred;
	readonly stages: Stages;
}

export type Kind = keyof Inputs;

export type Task<K extends Kind> = Inputs[K] & { readonly kind: K; readonly models: ModelSource };

export interface Watched extends Inferred {
	readonly firstEventMillis?: number;
	readonly firstFaceMillis?: number;
}

type AnyTask = { readonly [K in Kind]: Task<K> }[Kind];

const root = path.resolve(import.meta.dirname, "..");
const enginePath = path.join(root, "dist/engine.cjs");

const work = async (task: AnyTask): Promise<Outputs[Kind]> => {
	const ffmpeg = findFfmpeg();
	const models = await loadFaceModels(task.models);
	const { detector, ...others } = convertModels(models);
	const alone = { concurrency: 1, modelNames: [detector.entry.name] };
	const analyseHere = (file: string, rate: number, here: FaceReader) =>
		watch(() => analyse(toRequest(file, rate), { ffmpeg, reader: { ...alone, ...here } }));
	switch (task.kind) {
		case "ours":
			return watch(() => analyseThere(models, { ffmpeg, file: task.file, rate: task.rate }));
		case "serial": {
			const reader = createFaceReader(await createDetector(detector), await openNetworks(others));
			return analyseHere(task.file, task.rate, reader);
		}
		case "decoding": {
			const toFrameSize = toFrameSizeOf(detector.entry);
			const blind = { detect: seeNothing, glance: seeNothing, embed: seeNothing };
			const { name: modelName } = detector.entry;
			return analyseHere(task.file, task.rate, { modelName, toFrameSize, ...blind });
		}
		case "inference":
			return infer(models, enginePath, task.frames);
		case "starting":
			return start(models);
		case "faces":
			return measureFaces(models, enginePath, task.faces);
		case "stages":
			return measureStages(models, { ffmpeg, file: task.file });
	}
};

const seeNothing = async () => [];

type Models = Awaited<ReturnType<typeof loadFaceModels>>;

const toRequest = (file: string, rate: number) => ({
	file,
	samplesPerSecond: rate,
	FaceAttributes: "DEFAULT" as const,
});

const analyseThere = (
	models: Models,
	{ ffmpeg, file, rate }: { readonly ffmpeg: string; readonly file: string; readonly rate: number },
): AsyncIterable<AnalysisEvent> =>
	createEngineChild({
		enginePath,
		findFfmpeg: () => ffmpeg,
		chooseModels: () => Promise.resolve({ ...models, warnings: [] }),
	})(toRequest(file, rate), { abortSignal: new AbortController().signal });

const watch = async (start: () => AsyncIterable<AnalysisEvent>): Promise<Watched> => {
	const [startedMillis, startedCpu] = [performance.now(), cpuSeconds()];
	const elapsed = () => performance.now() - startedMillis;
	let [frames, faces] = [0, 0];
	let firstEventMillis: number | undefined;
	let firstFaceMillis: number | undefined;
	for await (const event of start()) {
		firstEventMillis ??= elapsed();
		if (event.type !== "frame") continue;
		frames += 1;
		faces += event.faces.length;
		if (faces > 0) firstFaceMillis ??= elapsed();
	}
	const millis = elapsed();
	await childrenGone();
	return {
		millis,
		frames,
		faces,
		cpuSeconds: cpuSeconds() - startedCpu,
		...(firstEventMillis === undefined ? {} : { firstEventMillis }),
		...(firstFaceMillis === undefined ? {} : { firstFaceMillis }),
	};
};

/** Without a decoder there is nothing to wait for but the process itself. */
const start = async (models: Models): Promise<Outputs["starting"]> => {
	const startedMillis = performance.now();
	const events = analyseThere(models, { ffmpeg: path.join(root, "none"), file: "none", rate: 1 });
	try {
		for await (const event of events) throw new Error(`There was ${event.type} without ffmpeg.`);
	} catch (error) {
		if (error instanceof Error && error.message.includes("ENOENT"))
			return { millis: performance.now() - startedMillis };
		throw error;
	}
	throw new Error("Nobody missed ffmpeg.");
};

// The other end is our own program beside this one.
console.log(JSON.stringify(await work(JSON.parse(process.argv[2] ?? ""))));
