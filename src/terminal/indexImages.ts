import type { Image, IndexFacesResponse } from "@aws-sdk/client-rekognition";
import { access, readFile } from "node:fs/promises";
import type { OpenedEngine, RunOptions } from "./openedEngine.ts";
import { printJson, show, tell } from "./print.ts";
import type { ImageAddress, TaskOf } from "./task.ts";

/** Adds the faces of pictures to a collection, which is made when it is not there, and prints what was added. */
export const indexImages = async (
	{ images, CollectionId, ExternalImageId, MaxFaces, QualityFilter }: TaskOf<"index">,
	{ engine }: OpenedEngine,
	options: RunOptions,
): Promise<void> => {
	// Before anything is made: a wrong name is no reason for an empty collection.
	for (const address of images) if (address.type === "file") await access(address.file);
	await ensureCollection(CollectionId, engine, options);
	const responses: IndexFacesResponse[] = [];
	for (const [i, address] of images.entries()) {
		show(`\r\u001B[KIndexing ${i + 1} of ${images.length} …`);
		const response = await engine.indexFaces(
			{
				CollectionId,
				Image: await toImage(address),
				QualityFilter,
				...(ExternalImageId === undefined ? {} : { ExternalImageId }),
				...(MaxFaces === undefined ? {} : { MaxFaces }),
			},
			options,
		);
		responses.push(response);
	}
	show("\r\u001B[K");
	await printJson({
		FaceRecords: responses.flatMap(({ FaceRecords = [] }) => FaceRecords),
		UnindexedFaces: responses.flatMap(({ UnindexedFaces = [] }) => UnindexedFaces),
		FaceModelVersion: responses.at(-1)?.FaceModelVersion,
	});
};

const ensureCollection = async (
	CollectionId: string,
	engine: OpenedEngine["engine"],
	options: RunOptions,
): Promise<void> => {
	try {
		await engine.describeCollection({ CollectionId }, options);
	} catch (error) {
		if (!(error instanceof Error && error.name === "ResourceNotFoundException")) throw error;
		await engine.createCollection({ CollectionId }, options);
		tell(`The collection ${CollectionId} was created.`);
	}
};

const toImage = async (address: ImageAddress): Promise<Image> => {
	switch (address.type) {
		case "file":
			return { Bytes: await readFile(address.file) };
		case "object":
			return { S3Object: address.object };
	}
};
