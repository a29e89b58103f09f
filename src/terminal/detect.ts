import type { StartFaceDetectionRequest } from "@aws-sdk/client-rekognition";
import { setTimeout as wait } from "node:timers/promises";
import type { CallOptions, FaceEngine, FaceDetectionPage } from "../api/engine.ts";
import { followJob, readPages } from "../api/results.ts";
import { toVideoName } from "../api/video.ts";
import { toFaceDocument } from "./faceDocument.ts";

/** An engine that is open, and how often to ask it. */
export interface OpenedEngine {
	readonly engine: FaceEngine;
	readonly delaysMillis: Iterable<number>;
	readonly dispose: () => Promise<void>;
}

const CLEAR_LINE = "\r\u001B[K";

/** Runs a job to its end and prints its result. */
export const detect = async (
	request: Pick<StartFaceDetectionRequest, "Video" | "FaceAttributes">,
	{ engine, delaysMillis }: OpenedEngine,
	options: CallOptions,
): Promise<void> => {
	const { JobId = "" } = await engine.startFaceDetection(
		{ ...request, ClientRequestToken: crypto.randomUUID() },
		options,
	);
	const states = followJob(engine, JobId, { ...options, delaysMillis, sleep });
	const { JobStatus, StatusMessage, warnings = [] } = await follow(states);
	if (JobStatus !== "SUCCEEDED")
		throw new Error(`${toVideoName(request.Video ?? {})}: ${StatusMessage ?? "the job failed."}`);
	for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`);
	for await (const piece of toFaceDocument(readPages(engine, JobId, options))) await print(piece);
};

const show = (text: string): void => {
	if (process.stderr.isTTY) process.stderr.write(text);
};

/** The state a job has ended with, its progress shown meanwhile to who looks at a terminal. */
const follow = async (states: AsyncIterable<FaceDetectionPage>): Promise<FaceDetectionPage> => {
	let last: FaceDetectionPage = {};
	try {
		for await (const state of states) {
			last = state;
			show(`${CLEAR_LINE}Analysing …${toPercent(state.progress)}`);
		}
	} finally {
		show(CLEAR_LINE);
	}
	return last;
};

const toPercent = (progress: number | undefined): string =>
	progress === undefined ? "" : ` ${Math.round(progress * 100)} %`;

const sleep = async (millis: number, { abortSignal }: CallOptions): Promise<void> => {
	await wait(millis, undefined, abortSignal ? { signal: abortSignal } : {});
};

/** Waits for the reader, and fails when there is none any more. */
const print = (text: string): Promise<void> =>
	new Promise((resolve, reject) => {
		process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
	});
