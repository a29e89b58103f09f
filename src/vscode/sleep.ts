import { setTimeout as wait } from "node:timers/promises";
import type { CallOptions } from "../api/engine.ts";

/** Waits, unless it is told that nobody waits any longer. */
export const sleep = async (millis: number, { abortSignal }: CallOptions): Promise<void> => {
	await wait(millis, undefined, abortSignal ? { signal: abortSignal } : {});
};
