// The engine's own process: decoding and inference run here, so that they can be killed and cannot take the
// extension host with them. It opens no database and no connection. Its detectors' threads run this file, too.
import { availableParallelism } from "node:os";
import { isMainThread } from "node:worker_threads";
import { analyse } from "./analyse.ts";
import { analyseImage } from "./analyseImage.ts";
import { DecoderCrash } from "./decoderCrash.ts";
import { createDetectorPool } from "./detectorPool.ts";
import { convertModels } from "./faceModels.ts";
import type { EngineMessage, EngineTask } from "./engineProtocol.ts";

const ended = new AbortController();

/** Waits until the message is in the pipe: what nobody reads must not pile up here. */
const tell = (message: EngineMessage): Promise<void> =>
	new Promise((resolve, reject) => {
		if (!process.send) throw new Error("the engine's process was started without a parent");
		process.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
	});

const work = async ({ request, ffmpeg, models }: EngineTask): Promise<void> => {
	const reader = createDetectorPool(convertModels(models), {
		program: new URL(import.meta.url),
		threads: availableParallelism(),
	});
	const events = request.image
		? analyseImage(request, request.image, { ffmpeg, reader })
		: analyse(request, { ffmpeg, reader }, { abortSignal: ended.signal });
	for await (const event of events) await tell(event);
	await tell({ type: "done" });
};

const fail = async (error: unknown): Promise<void> => {
	if (ended.signal.aborted) return;
	const message = error instanceof Error ? error.message : String(error);
	await tell({ type: "failed", message, isCrash: error instanceof DecoderCrash });
};

const host = (): void => {
	const { promise: orphaned, resolve } = Promise.withResolvers<void>();
	// The parent is gone, or has what it wanted: ffmpeg must not outlive it.
	process.once("disconnect", () => {
		ended.abort();
		resolve();
	});
	process.once("message", (task: EngineTask) => {
		// The parent kills us when it has been told the end. Threads that end themselves while ONNX Runtime opens a model
		// take the process with them, and the reason would be lost.
		void work(task)
			.catch(fail)
			.then(() => orphaned)
			.finally(endAtOnce);
	});
};

/** A usual exit while a thread opens a model would end in ONNX Runtime's complaint about it. */
const endAtOnce = (): void => {
	process.kill(process.pid, "SIGKILL");
};

if (isMainThread) host();
// Only the threads load ONNX Runtime, so that the video is asked for the sooner.
else void import("./detectorWorker.ts").then(({ serveDetector }) => serveDetector());
