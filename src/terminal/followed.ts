import type { VideoJobStatus } from "@aws-sdk/client-rekognition";
import { setTimeout as wait } from "node:timers/promises";
import type { CallOptions, Notes } from "../api/engine.ts";
import { show, tell } from "./print.ts";

type State = Notes & {
	readonly JobStatus?: VideoJobStatus | undefined;
	readonly StatusMessage?: string | undefined;
};

const CLEAR_LINE = "\r\u001B[K";

/** Waits for a job to end well, its progress shown meanwhile to who looks at a terminal. */
export const untilSucceeded = async (name: string, states: AsyncIterable<State>): Promise<void> => {
	let last: State = {};
	try {
		for await (const state of states) {
			last = state;
			show(`${CLEAR_LINE}Analysing …${toPercent(state.progress)}`);
		}
	} finally {
		show(CLEAR_LINE);
	}
	const { JobStatus, StatusMessage, warnings = [] } = last;
	if (JobStatus !== "SUCCEEDED") throw new Error(`${name}: ${StatusMessage ?? "the job failed."}`);
	for (const warning of warnings) tell(`Warning: ${warning}`);
};

const toPercent = (progress: number | undefined): string =>
	progress === undefined ? "" : ` ${Math.round(progress * 100)} %`;

export const sleep = async (millis: number, { abortSignal }: CallOptions): Promise<void> => {
	await wait(millis, undefined, abortSignal ? { signal: abortSignal } : {});
};
