import { Worker } from "node:worker_threads";
import type { FaceReader } from "./detector.ts";
import type { DetectorAnswer, DetectorTask } from "./detectorWorker.ts";
import { toFrameSizeOf } from "./frameSizes.ts";
import { type FaceModels, toModelNames } from "./faceModels.ts";

export interface DetectorPoolOptions {
	/** A program that calls serveDetector in its thread. */
	readonly program: URL;
	/** As many at most; they are started as they are needed. */
	readonly threads: number;
}

/** A detector that works on several frames at a time, in threads of its own. */
export interface DetectorPool extends FaceReader {
	readonly modelNames: readonly string[];
	/** As many frames at a time as keep every thread busy. */
	readonly concurrency: number;
	/** Ends the threads; frames that are under way fail. */
	readonly dispose: () => Promise<void>;
}

/** One frame in work and the next one at hand, so that a thread never waits for us. */
const FRAMES_PER_THREAD = 2;

/** Inference blocks its thread: threads of its own leave this one to the pipes of ffmpeg. */
export const createDetectorPool = (
	models: FaceModels,
	{ program, threads }: DetectorPoolOptions,
): DetectorPool => {
	const { entry } = models.detector;
	const toFrameSize = toFrameSizeOf(entry);
	const lanes = [startLane(program, models)];
	// Where decoding takes longer than inference, one thread is enough and others would only cost memory.
	const isShort = () =>
		lanes.length < threads &&
		lanes.every((lane) => lane.isReady() && lane.waiting() >= FRAMES_PER_THREAD);
	const ask = (question: Question): Promise<DetectorAnswer> => {
		if (isShort()) lanes.push(startLane(program, models));
		return lanes
			.reduce((best, lane) => (lane.waiting() < best.waiting() ? lane : best))
			.ask(question);
	};
	return {
		modelName: entry.name,
		modelNames: toModelNames(models),
		toFrameSize,
		concurrency: threads * FRAMES_PER_THREAD,
		detect: async (frame) => toFaces(await ask({ type: "detect", frame })),
		glance: async (frame) => toFaces(await ask({ type: "glance", frame })),
		embed: async (frame, faces) => toLooks(await ask({ type: "embed", frame, faces })),
		dispose: async () => {
			await Promise.all(lanes.map(({ end }) => end()));
		},
	};
};

/** What is asked of a thread: it gives the question its number. */
type Question = DetectorTask extends infer Task
	? Task extends DetectorTask
		? Omit<Task, "id">
		: never
	: never;

const toFaces = (answer: DetectorAnswer) => {
	if (answer.type === "faces") return answer.faces;
	throw toProblem(answer);
};

const toLooks = (answer: DetectorAnswer) => {
	if (answer.type === "looks") return answer.looks;
	throw toProblem(answer);
};

const toProblem = (answer: DetectorAnswer): Error =>
	new Error(answer.type === "failed" ? answer.reason : "A detector's thread misunderstood.");

/** A thread and the frames it has been given. */
interface Lane {
	/** It has opened its session. */
	readonly isReady: () => boolean;
	readonly waiting: () => number;
	readonly ask: (question: Question) => Promise<DetectorAnswer>;
	readonly end: () => Promise<unknown>;
}

const startLane = (program: URL, models: FaceModels): Lane => {
	const worker = new Worker(program, { workerData: models });
	const waiting = new Map<number, PromiseWithResolvers<DetectorAnswer>>();
	let lastId = 0;
	let gone: Error | undefined;
	let isReady = false;
	const fail = (reason: Error) => {
		gone ??= reason;
		for (const { reject } of waiting.values()) reject(gone);
		waiting.clear();
	};
	worker.on("error", (error: unknown) =>
		fail(error instanceof Error ? error : new Error(String(error))),
	);
	worker.on("exit", () => fail(new Error("A detector's thread ended before its work was done.")));
	worker.on("message", (answer: DetectorAnswer) => {
		isReady = true;
		waiting.get(answer.id)?.resolve(answer);
		waiting.delete(answer.id);
	});
	return {
		isReady: () => isReady,
		waiting: () => waiting.size,
		ask: (question) => {
			if (gone) return Promise.reject(gone);
			const task: DetectorTask = { id: (lastId += 1), ...question };
			const asked = Promise.withResolvers<DetectorAnswer>();
			waiting.set(task.id, asked);
			worker.postMessage(task);
			return asked.promise;
		},
		end: () => worker.terminate(),
	};
};
