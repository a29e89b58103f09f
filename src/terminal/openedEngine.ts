import type { CallOptions, FaceEngine } from "../api/engine.ts";
import type { FaceOperations } from "../api/operations.ts";

/** An engine that is open, and how often to ask it. */
export interface OpenedEngine {
	readonly engine: FaceEngine & FaceOperations;
	readonly delaysMillis: Iterable<number>;
	readonly dispose: () => Promise<void>;
}

export interface RunOptions extends CallOptions {
	readonly abortSignal: AbortSignal;
}
