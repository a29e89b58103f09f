import type { Face } from "@aws-sdk/client-rekognition";
import { confirm } from "./confirm.ts";
import type { OpenedEngine, RunOptions } from "./openedEngine.ts";
import { printJson } from "./print.ts";
import type { TaskOf } from "./task.ts";

/** Lists collections, or does something with one of them, and prints what comes of it. */
export const collections = async (
	{ action, CollectionId, isSure }: TaskOf<"collections">,
	{ engine }: OpenedEngine,
	options: RunOptions,
): Promise<void> => {
	switch (action) {
		case "list":
			return printJson({ CollectionIds: await listCollections(engine, options) });
		case "create":
			return printJson(await engine.createCollection({ CollectionId }, options));
		case "describe":
			return printJson(await engine.describeCollection({ CollectionId }, options));
		case "faces":
			return printJson({ Faces: await listFaces(engine, CollectionId, options) });
		case "delete": {
			const { FaceCount = 0 } = await engine.describeCollection({ CollectionId }, options);
			const question = `Delete the collection ${CollectionId} and its ${FaceCount} faces for good?`;
			await confirm(question, { isSure, ...options });
			return printJson(await engine.deleteCollection({ CollectionId }, options));
		}
	}
};

type Engine = OpenedEngine["engine"];

const listCollections = async (engine: Engine, options: RunOptions): Promise<string[]> => {
	const all: string[] = [];
	let NextToken: string | undefined;
	do {
		const page = await engine.listCollections(NextToken ? { NextToken } : {}, options);
		all.push(...(page.CollectionIds ?? []));
		({ NextToken } = page);
	} while (NextToken);
	return all;
};

const listFaces = async (
	engine: Engine,
	CollectionId: string,
	options: RunOptions,
): Promise<Face[]> => {
	const all: Face[] = [];
	let NextToken: string | undefined;
	do {
		const request = { CollectionId, ...(NextToken ? { NextToken } : {}) };
		const page = await engine.listFaces(request, options);
		all.push(...(page.Faces ?? []));
		({ NextToken } = page);
	} while (NextToken);
	return all;
};
