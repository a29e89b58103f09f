import { setTimeout as wait } from "node:timers/promises";
import type { FaceEngine } from "../../src/api/engine.ts";
import type { FaceDetectionPage } from "../../src/api/engine.ts";
import { followJob } from "../../src/api/results.ts";

const LOOK_MILLIS = 50;

/** Looks at a job until it has ended, and gives its last state. */
export const waitForEnd = async (
	engine: Pick<FaceEngine, "getFaceDetection">,
	JobId: string,
	onState?: (state: FaceDetectionPage) => void,
): Promise<FaceDetectionPage> => {
	let last: FaceDetectionPage = {};
	const get = engine.getFaceDetection.bind(engine);
	for await (const state of followJob(get, JobId, { delaysMillis: forEver(), sleep })) {
		onState?.(state);
		last = state;
	}
	return last;
};

const sleep = async (millis: number): Promise<void> => {
	await wait(millis);
};

function* forEver(): Generator<number> {
	for (;;) yield LOOK_MILLIS;
}
