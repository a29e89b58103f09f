import type { GetFaceDetectionResponse } from "@aws-sdk/client-rekognition";
import type { CallOptions, FaceEngine, Notes } from "./engine.ts";

export type FaceDetectionPage = GetFaceDetectionResponse & Notes;

/** Every page of a finished job, one at a time. */
export async function* readPages(
	engine: FaceEngine,
	JobId: string,
	options?: CallOptions,
): AsyncGenerator<FaceDetectionPage> {
	let NextToken: string | undefined;
	do {
		const page = await engine.getFaceDetection(
			NextToken === undefined ? { JobId } : { JobId, NextToken },
			options,
		);
		yield page;
		NextToken = page.NextToken;
	} while (NextToken);
}

export interface FollowOptions extends CallOptions {
	/** How long to wait before each further look. */
	readonly delaysMillis: Iterable<number>;
	readonly sleep: (millis: number, options: CallOptions) => Promise<void>;
}

/** Looks at a job until it has ended: each state as it is seen, the last one final. */
export async function* followJob(
	engine: FaceEngine,
	JobId: string,
	{ delaysMillis, sleep, ...options }: FollowOptions,
): AsyncGenerator<FaceDetectionPage> {
	for (const delayMillis of delaysMillis) {
		try {
			const state = await engine.getFaceDetection({ JobId, MaxResults: 1 }, options);
			yield state;
			if (state.JobStatus !== "IN_PROGRESS") return;
		} catch (error) {
			// The job goes on while the network or the service is busy, and so does the watch.
			if (!isPassing(error)) throw error;
		}
		await sleep(delayMillis, options);
	}
}

const PASSING = new Set([
	"InternalServerError",
	"NetworkingError",
	"ProvisionedThroughputExceededException",
	"ThrottlingException",
	"TimeoutError",
]);
const PASSING_CODES = /^(?:ECONN|EAI_AGAIN|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/;

/** Whether the same call may succeed a little later. */
const isPassing = (error: unknown): boolean =>
	error instanceof Error &&
	(PASSING.has(error.name) || ("code" in error && PASSING_CODES.test(String(error.code))));
