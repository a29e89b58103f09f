import { followJob, readPages } from "../api/results.ts";
import { toVideoName } from "../api/video.ts";
import { sleep, untilSucceeded } from "./followed.ts";
import type { OpenedEngine, RunOptions } from "./openedEngine.ts";
import { print } from "./print.ts";
import { toResultDocument } from "./resultDocument.ts";
import type { TaskOf } from "./task.ts";

/** Runs a job of face detection to its end and prints its result. */
export const detect = async (
	{ Video, FaceAttributes }: TaskOf<"detect">,
	{ engine, delaysMillis }: OpenedEngine,
	options: RunOptions,
): Promise<void> => {
	const { JobId = "" } = await engine.startFaceDetection(
		{ Video, FaceAttributes, ClientRequestToken: crypto.randomUUID() },
		options,
	);
	const get = engine.getFaceDetection.bind(engine);
	const states = followJob(get, JobId, { ...options, delaysMillis, sleep });
	await untilSucceeded(toVideoName(Video), states);
	const pages = readPages(get, { JobId }, options);
	for await (const piece of toResultDocument("Faces", pages)) await print(piece);
};
