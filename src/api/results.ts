import type { VideoJobStatus } from "@aws-sdk/client-rekognition";
import type { Call, CallOptions, DetectionReader, FaceDetectionPage } from "./engine.ts";

/** Every page of a finished job, one at a time: by getFaceDetection or getFaceSearch. */
export async function* readPages<
	Request extends { readonly JobId: string },
	Page extends { readonly NextToken?: string | undefined },
>(
	get: Call<Request & { readonly NextToken?: string }, Page>,
	request: Request,
	options?: CallOptions,
): AsyncGenerator<Page> {
	let NextToken: string | undefined;
	do {
		const page: Page = await get(NextToken ? { ...request, NextToken } : request, options);
		yield page;
		({ NextToken } = page);
	} while (NextToken);
}

export interface FollowOptions extends CallOptions {
	/** How long to wait before each further look. */
	readonly delaysMillis: Iterable<number>;
	readonly sleep: (millis: number, options: CallOptions) => Promise<void>;
}

/** Looks at a job until it has ended: each state as it is seen, the last one final. */
export async function* followJob<State extends { readonly JobStatus?: VideoJobStatus | undefined }>(
	get: Call<{ readonly JobId: string; readonly MaxResults: number }, State>,
	JobId: string,
	{ delaysMillis, sleep, ...options }: FollowOptions,
): AsyncGenerator<State> {
	for (const delayMillis of delaysMillis) {
		try {
			const state = await get({ JobId, MaxResults: 1 }, options);
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

/**
 * Pages as they become known, for those who watch: what a job in progress has found so far, what it finds next, and
 * in the end the page without a NextToken. A page that `isFirst` begins the result anew.
 */
export async function* watchPages(
	engine: DetectionReader,
	JobId: string,
	{ delaysMillis, sleep, ...options }: FollowOptions,
): AsyncGenerator<FaceDetectionPage & { readonly isFirst: boolean }> {
	const read = engine.peekFaceDetection ?? engine.getFaceDetection;
	const delays = delaysMillis[Symbol.iterator]();
	let NextToken: string | undefined;
	for (;;) {
		const isFirst = NextToken === undefined;
		const page = await orUndefined(
			read.call(engine, { JobId, ...(isFirst ? {} : { NextToken }) }, options),
		);
		if (page) yield { ...page, isFirst };
		const isOver = page?.JobStatus !== "IN_PROGRESS";
		if (page && isOver && !page.NextToken) return;
		NextToken = page?.NextToken;
		const isWaiting = !isOver && !page?.Faces?.length;
		const delay = isWaiting ? delays.next() : undefined;
		if (delay && !delay.done) await sleep(delay.value, options);
	}
}

/** Undefined when the analysis has begun anew: what the token stood for is gone. */
const orUndefined = async <Page>(asking: Promise<Page>): Promise<Page | undefined> => {
	try {
		return await asking;
	} catch (error) {
		if (error instanceof Error && error.name === "InvalidPaginationTokenException")
			return undefined;
		throw error;
	}
};
