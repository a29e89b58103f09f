import type * as aws from "@aws-sdk/client-rekognition";
import { invalidParameter } from "../api/errors.ts";
import type { CollectionOperations } from "../api/operations.ts";
import { DEFAULT_THRESHOLD } from "../core/matching.ts";
import type { CollectionStore } from "./collectionStore.ts";
import { parsePageToken, type Scope, toPageToken } from "./pageToken.ts";

interface Parts {
	readonly store: CollectionStore;
	/** What page tokens are signed with. */
	readonly secret: Uint8Array;
	readonly now: () => number;
}

export const createCollectionOperations = (parts: Parts): CollectionOperations => ({
	createCollection: createCollection(parts),
	describeCollection: describeCollection(parts),
	listCollections: listCollections(parts),
	deleteCollection: deleteCollection(parts),
	listFaces: listFaces(parts),
	deleteFaces: deleteFaces(parts),
	searchFaces: searchFaces(parts),
});

const createCollection =
	({ store }: Parts): CollectionOperations["createCollection"] =>
	async ({ CollectionId = "", Tags }) => {
		const { FaceModelVersion } = store.create(CollectionId, Tags);
		return { StatusCode: 200, CollectionArn: toName(CollectionId), FaceModelVersion };
	};

const describeCollection =
	({ store }: Parts): CollectionOperations["describeCollection"] =>
	async ({ CollectionId = "" }) => {
		const { faceCount, FaceModelVersion, createdMillis } = store.find(CollectionId);
		return {
			FaceCount: faceCount,
			FaceModelVersion,
			CollectionARN: `arn:${toName(CollectionId)}`,
			CreationTimestamp: new Date(createdMillis),
			UserCount: 0,
		};
	};

const listCollections =
	({ store, secret, now }: Parts): CollectionOperations["listCollections"] =>
	async ({ NextToken, MaxResults }) => {
		const scope = { secret, of: "ListCollections", nowMillis: now() };
		const length = toLength(MaxResults);
		const found = store.list(parsePageToken(NextToken, scope), length + 1);
		const page = found.slice(0, length);
		return {
			CollectionIds: page.map(({ CollectionId }) => CollectionId),
			FaceModelVersions: page.map(({ FaceModelVersion }) => FaceModelVersion),
			...(found.length > length ? toNext(page.at(-1)?.id, scope) : {}),
		};
	};

const deleteCollection =
	({ store }: Parts): CollectionOperations["deleteCollection"] =>
	async ({ CollectionId = "" }) => {
		store.delete(CollectionId);
		return { StatusCode: 200 };
	};

const listFaces =
	({ store, secret, now }: Parts): CollectionOperations["listFaces"] =>
	async ({ CollectionId = "", NextToken, MaxResults, FaceIds, UserId }) => {
		const { id, FaceModelVersion } = store.find(CollectionId);
		const scope = { secret, of: `ListFaces ${id}`, nowMillis: now() };
		const after = parsePageToken(NextToken, scope);
		// There are no users here that faces could belong to.
		if (UserId !== undefined) return { Faces: [], FaceModelVersion };
		const length = toLength(MaxResults);
		const found = store.listFaces(CollectionId, { after, limit: length + 1, FaceIds });
		const page = found.slice(0, length);
		return {
			Faces: page.map(({ Face }) => Face),
			FaceModelVersion,
			...(found.length > length ? toNext(page.at(-1)?.row, scope) : {}),
		};
	};

const deleteFaces =
	({ store }: Parts): CollectionOperations["deleteFaces"] =>
	async ({ CollectionId = "", FaceIds = [] }) => {
		const DeletedFaces = store.deleteFaces(CollectionId, FaceIds);
		const deleted = new Set(DeletedFaces);
		const missing = [...new Set(FaceIds)].filter((FaceId) => !deleted.has(FaceId));
		return {
			DeletedFaces,
			UnsuccessfulFaceDeletions: missing.map((FaceId) => ({
				FaceId,
				Reasons: ["FACE_NOT_FOUND"],
			})),
		};
	};

const searchFaces =
	({ store }: Parts): CollectionOperations["searchFaces"] =>
	async ({ FaceId = "", ...request }) => {
		const embedding = store.findEmbedding(request.CollectionId ?? "", FaceId);
		if (!embedding) throw invalidParameter("faceId was not found in the collection.");
		const found = searchCollection(store, embedding, { ...request, exclude: FaceId });
		return { SearchedFaceId: FaceId, ...found };
	};

/** What the operations that search a collection ask for. */
interface Search extends Omit<aws.SearchFacesRequest, "FaceId"> {
	readonly exclude?: string;
}

/** The faces of a collection that are like this one. */
export const searchCollection = (
	store: CollectionStore,
	embedding: Float32Array,
	{ CollectionId = "", FaceMatchThreshold = DEFAULT_THRESHOLD, MaxFaces, exclude }: Search,
): Pick<aws.SearchFacesResponse, "FaceMatches" | "FaceModelVersion"> => ({
	FaceMatches: store.search(CollectionId, embedding, {
		threshold: FaceMatchThreshold,
		limit: toLength(MaxFaces),
		exclude,
	}),
	FaceModelVersion: store.find(CollectionId).FaceModelVersion,
});

/** AWS's form, which has the "arn:" in front in one answer and not in the other. */
const toName = (CollectionId: string): string =>
	`aws:rekognition:local:000000000000:collection/${CollectionId}`;

/** The most that Rekognition lists or finds at once. */
const MAX_LENGTH = 4096;

/** No number, and 0, mean as many as there may be. */
const toLength = (count: number | undefined): number => Math.min(count || MAX_LENGTH, MAX_LENGTH);

/** A list goes on after what it has told last, whatever has been added or deleted meanwhile. */
const toNext = (last: number | undefined, scope: Scope): { readonly NextToken?: string } =>
	last === undefined ? {} : { NextToken: toPageToken(last, scope) };
