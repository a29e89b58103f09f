import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { parentPort, workerData } from "node:worker_threads";
import { createDetector } from "./createDetector.ts";
import type { Detector } from "./detector.ts";
import type { Frame } from "./frame.ts";
import type { FaceModels } from "./faceModels.ts";
import { openNetworks } from "./faceNetworks.ts";
import { createFaceReader } from "./faceReader.ts";

/** A frame whose planes are shared memory: nothing is copied on its way to the thread. */
export interface DetectorTask {
	readonly id: number;
	readonly frame: Frame;
}

/** Answers come in the order of the tasks. */
export type DetectorAnswer =
	| { readonly id: number; readonly faces: readonly FaceDetail[] }
	| { readonly id: number; readonly reason: string };

/** The program of a detector's thread: one session, one frame after the other. */
export const serveDetector = (): void => {
	const port = parentPort;
	if (!port) throw new Error("A detector's thread was started without a parent.");
	// The other end is our own program of the same build.
	const models: FaceModels = workerData;
	const detector = openReader(models);
	// The first frame is told why; until then it is nobody's unhandled rejection.
	detector.catch(() => undefined);
	const answer = async ({ id, frame }: DetectorTask): Promise<DetectorAnswer> => {
		try {
			return { id, faces: await (await detector).detect(frame) };
		} catch (error) {
			return { id, reason: error instanceof Error ? error.message : String(error) };
		}
	};
	port.on("message", (task: DetectorTask) => {
		void answer(task).then((faces) => port.postMessage(faces));
	});
};

const openReader = async ({ detector, ...models }: FaceModels): Promise<Detector> =>
	createFaceReader(await createDetector(detector), await openNetworks(models));
