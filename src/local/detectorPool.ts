import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { Worker } from "node:worker_threads";
import { toFrameSizeOf } from "./createDetector.ts";
import type { Detector } from "./detector.ts";
import type { DetectorAnswer, DetectorTask } from "./detectorWorker.ts";
import type { Frame } from "./frame.ts";
import { type FaceModels, toModelNames } from "./faceModels.ts";

export interface DetectorPoolOptions {
	/** A program that calls serveDetector in its thread. */
	readonly program: URL;
	/** As many at most; they are started as they are needed. */
	readonly threads: number;
}

/** A detector that works on several frames at a time, in threads of its own. */
export interface DetectorPool extends Detector {
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
	return {
		modelName: entry.name,
		modelNames: toModelNames(models),
		toFrameSize,
		concurrency: threads * FRAMES_PER_THREAD,
		detect: (frame) => {
			if (isShort()) lanes.push(startLane(program, models));
			return lanes
				.reduce((best, lane) => (lane.waiting() < best.waiting() ? lane : best))
				.detect(frame);
		},
		dispose: async () => {
			await Promise.all(lanes.map(({ end }) => end()));
		},
	};
};

/** A thread and the frames it has been given. */
interface Lane {
	/** It has opened its session. */
	readonly isReady: () => boolean;
	readonly waiting: () => number;
	readonly detect: (frame: Frame) => Promise<readonly FaceDetail[]>;
	readonly end: () => Promise<unknown>;
}

const startLane = (program: URL, models: FaceModels): Lane => {
	const worker = new Worker(program, { workerData: models });
	const waiting = new Map<number, PromiseWithResolvers<readonly FaceDetail[]>>();
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
		const asked = waiting.get(answer.id);
		waiting.delete(answer.id);
		if ("faces" in answer) asked?.resolve(answer.faces);
		else asked?.reject(new Error(answer.reason));
	});
	return {
		isReady: () => isReady,
		waiting: () => waiting.size,
		detect: (frame) => {
			if (gone) return Promise.reject(gone);
			const task: DetectorTask = { id: (lastId += 1), frame };
			const asked = Promise.withResolvers<readonly FaceDetail[]>();
			waiting.set(task.id, asked);
			worker.postMessage(task);
			return asked.promise;
		},
		end: () => worker.terminate(),
	};
};
