import { followJob, readPages } from "../api/results.ts";
import { toVideoName } from "../api/video.ts";
import { sleep, untilSucceeded } from "./followed.ts";
import type { OpenedEngine, RunOptions } from "./openedEngine.ts";
import { print } from "./print.ts";
import { toResultDocument } from "./resultDocument.ts";
import type { TaskOf } from "./task.ts";

/** Runs a job of face search to its end and prints its result. */
export const search = async (
	{ Video, CollectionId, FaceMatchThreshold, SortBy }: TaskOf<"search">,
	{ engine, delaysMillis }: OpenedEngine,
	options: RunOptions,
): Promise<void> => {
	const ClientRequestToken = crypto.randomUUID();
	const { JobId = "" } = await engine.startFaceSearch(
		{ Video, CollectionId, FaceMatchThreshold, ClientRequestToken },
		options,
	);
	const get = engine.getFaceSearch.bind(engine);
	const states = followJob(get, JobId, { ...options, delaysMillis, sleep });
	await untilSucceeded(toVideoName(Video), states);
	const pages = readPages(get, { JobId, SortBy }, options);
	for await (const piece of toResultDocument("Persons", pages)) await print(piece);
};
