import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { parentPort, workerData } from "node:worker_threads";
import { createDetector } from "./createDetector.ts";
import type { FaceReader } from "./detector.ts";
import type { Frame } from "./frame.ts";
import type { FaceModels } from "./faceModels.ts";
import { openNetworks } from "./faceNetworks.ts";
import { createFaceReader } from "./faceReader.ts";

/** What is asked of a frame whose planes are shared memory: nothing is copied on its way to the thread. */
export type DetectorTask = { readonly id: number; readonly frame: Frame } & (
	| { readonly type: "detect" | "glance" }
	| { readonly type: "embed"; readonly faces: readonly FaceDetail[] }
);

/** Answers come in the order of the tasks. */
export type DetectorAnswer = { readonly id: number } & (
	| { readonly type: "faces"; readonly faces: readonly FaceDetail[] }
	| { readonly type: "looks"; readonly looks: readonly Float32Array[] }
	| { readonly type: "failed"; readonly reason: string }
);

/** The program of a detector's thread: one session, one frame after the other. */
export const serveDetector = (): void => {
	const port = parentPort;
	if (!port) throw new Error("A detector's thread was started without a parent.");
	// The other end is our own program of the same build.
	const models: FaceModels = workerData;
	const opening = openReader(models);
	// The first frame is told why; until then it is nobody's unhandled rejection.
	opening.catch(() => undefined);
	const answer = async (task: DetectorTask): Promise<DetectorAnswer> => {
		const { id, frame } = task;
		try {
			const reader = await opening;
			if (task.type === "embed")
				return { id, type: "looks", looks: await reader.embed(frame, task.faces) };
			return { id, type: "faces", faces: await reader[task.type](frame) };
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			return { id, type: "failed", reason };
		}
	};
	port.on("message", (task: DetectorTask) => {
		void answer(task).then((done) => port.postMessage(done));
	});
};

const openReader = async ({ detector, ...models }: FaceModels): Promise<FaceReader> =>
	createFaceReader(await createDetector(detector), await openNetworks(models));
