import type { FaceEngine } from "../api/engine.ts";
import { createJobOperations, type JobParts } from "./jobOperations.ts";
import { createJobRunner, type RunnerParts } from "./jobRunner.ts";

/** The local engine: Rekognition's operations on this machine. */
export interface LocalEngine extends FaceEngine {
	readonly peekFaceDetection: NonNullable<FaceEngine["peekFaceDetection"]>;
	readonly cancelJob: (JobId: string) => Promise<void>;
	readonly deleteJob: (JobId: string) => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export type LocalParts = RunnerParts & Omit<JobParts, "onStart">;

export const createLocalEngine = (parts: LocalParts): LocalEngine => {
	const { db, store } = parts;
	const runner = createJobRunner(parts);
	return {
		...createJobOperations({ ...parts, onStart: runner.wake }),
		cancelJob: async (JobId) => {
			store.finish(JobId, { JobStatus: "FAILED", StatusMessage: "Cancelled." });
			runner.cancel(JobId);
		},
		deleteJob: async (JobId) => {
			store.remove(JobId);
			runner.cancel(JobId);
		},
		dispose: async () => {
			await runner.dispose();
			db.close();
		},
	};
};
