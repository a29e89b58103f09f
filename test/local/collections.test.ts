import assert from "node:assert/strict";
import { createCollectionOperations } from "../../src/local/collections.ts";
import { CollectionStore } from "../../src/local/collectionStore.ts";
import { openDatabase } from "../../src/local/database.ts";
import { toLooks } from "../support/looks.ts";

const CollectionId = "a";
const NOBODY = "00000000-0000-4000-8000-000000000000";

const open = () => {
	const store = new CollectionStore(openDatabase(":memory:"), { now: () => 1_569_444_828_274 });
	return {
		store,
		...createCollectionOperations({ now: Date.now, store, secret: Buffer.from("secret") }),
	};
};
type World = ReturnType<typeof open>;

/** A face of each person, each of an image of its own. */
const index = ({ store }: World, people: readonly number[], tremble = 0) =>
	people.map((person) => {
		const ImageId = `${String(person).padStart(8, "0")}-0000-5000-8000-${tremble ? "1" : "0"}00000000000`;
		const face = {
			BoundingBox: { Left: 0, Top: 0, Width: 1, Height: 1 },
			Confidence: 99,
			embedding: toLooks(person, tremble),
		};
		return store.addFaces(CollectionId, { ImageId }, [face])[0]?.Face.FaceId ?? "";
	});

const openWith = async (people: readonly number[]) => {
	const world = open();
	await world.createCollection({ CollectionId });
	return { ...world, ids: index(world, people) };
};

describe("the operations on collections", () => {
	it("make a collection, describe it, and delete it", async () => {
		const world = open();
		assert.deepEqual(await world.createCollection({ CollectionId, Tags: { of: "mine" } }), {
			StatusCode: 200,
			CollectionArn: "aws:rekognition:local:000000000000:collection/a",
			FaceModelVersion: "1.0",
		});
		assert.deepEqual(world.store.find(CollectionId).Tags, { of: "mine" });
		index(world, [1, 2]);
		assert.deepEqual(await world.describeCollection({ CollectionId }), {
			FaceCount: 2,
			FaceModelVersion: "1.0",
			CollectionARN: "arn:aws:rekognition:local:000000000000:collection/a",
			CreationTimestamp: new Date("2019-09-25T20:53:48.274Z"),
			UserCount: 0,
		});
		await assert.rejects(world.createCollection({ CollectionId }), {
			name: "ResourceAlreadyExistsException",
			message: "The collection id: a already exists",
		});
		assert.deepEqual(await world.deleteCollection({ CollectionId }), { StatusCode: 200 });
		await assert.rejects(world.describeCollection({ CollectionId }), {
			name: "ResourceNotFoundException",
			message: "The collection id: a does not exist",
		});
	});

	it("do not know a collection that is not there", async () => {
		const world = open();
		const gone = { name: "ResourceNotFoundException" };
		await assert.rejects(world.deleteCollection({ CollectionId }), gone);
		await assert.rejects(world.listFaces({ CollectionId }), gone);
		await assert.rejects(world.deleteFaces({ CollectionId, FaceIds: [NOBODY] }), gone);
		await assert.rejects(world.searchFaces({ CollectionId, FaceId: NOBODY }), gone);
	});

	it("list collections page by page, with a token until the last one", async () => {
		const world = open();
		for (const name of ["c", "a", "b"]) await world.createCollection({ CollectionId: name });
		const first = await world.listCollections({ MaxResults: 2 });
		assert.deepEqual(first.CollectionIds, ["c", "a"]);
		assert.deepEqual(first.FaceModelVersions, ["1.0", "1.0"]);
		await world.deleteCollection({ CollectionId: "c" });
		assert.deepEqual(await world.listCollections({ MaxResults: 2, NextToken: first.NextToken }), {
			CollectionIds: ["b"],
			FaceModelVersions: ["1.0"],
		});
		for (const request of [{}, { NextToken: "" }, { MaxResults: 0 }, { MaxResults: 2 }])
			assert.deepEqual(await world.listCollections(request), {
				CollectionIds: ["a", "b"],
				FaceModelVersions: ["1.0", "1.0"],
			});
	});

	it("list faces page by page, whatever is added and deleted meanwhile", async () => {
		const { ids, ...world } = await openWith([1, 2, 3, 4, 5]);
		const first = await world.listFaces({ CollectionId, MaxResults: 2 });
		assert.deepEqual(
			first.Faces?.map(({ FaceId }) => FaceId),
			ids.slice(0, 2),
		);
		assert.equal(first.FaceModelVersion, "1.0");
		await world.deleteFaces({ CollectionId, FaceIds: [ids[0] ?? "", ids[3] ?? ""] });
		const [added] = index(world, [6]);
		const { NextToken } = first;
		const second = await world.listFaces({ CollectionId, MaxResults: 2, NextToken });
		const third = await world.listFaces({ CollectionId, NextToken: second.NextToken });
		assert.deepEqual(
			[...(second.Faces ?? []), ...(third.Faces ?? [])].map(({ FaceId }) => FaceId),
			[ids[2], ids[4], added],
		);
		assert.equal("NextToken" in third, false);
	});

	it("list the faces with some ids, and none of a user", async () => {
		const { ids, listFaces } = await openWith([1, 2, 3]);
		const FaceIds = [NOBODY, ids[2] ?? "", ids[0] ?? ""];
		const first = await listFaces({ CollectionId, FaceIds, MaxResults: 1 });
		assert.deepEqual(
			first.Faces?.map(({ FaceId }) => FaceId),
			[ids[0]],
		);
		const { NextToken } = first;
		const second = await listFaces({ CollectionId, FaceIds, NextToken });
		assert.deepEqual(
			second.Faces?.map(({ FaceId }) => FaceId),
			[ids[2]],
		);
		assert.equal("NextToken" in second, false);
		assert.deepEqual(await listFaces({ CollectionId, UserId: "me" }), {
			Faces: [],
			FaceModelVersion: "1.0",
		});
	});

	it("refuse a token of another operation, another collection or another secret", async () => {
		const world = await openWith([1, 2]);
		await world.createCollection({ CollectionId: "b" });
		const refused = { name: "InvalidPaginationTokenException" };
		const { NextToken } = await world.listFaces({ CollectionId, MaxResults: 1 });
		assert.ok(NextToken);
		await assert.rejects(world.listCollections({ NextToken }), refused);
		await assert.rejects(world.listFaces({ CollectionId: "b", NextToken }), refused);
		const other = createCollectionOperations({
			now: Date.now,
			store: world.store,
			secret: Buffer.from("x"),
		});
		await assert.rejects(other.listFaces({ CollectionId, NextToken }), refused);
		await world.deleteCollection({ CollectionId });
		await world.createCollection({ CollectionId });
		await assert.rejects(world.listFaces({ CollectionId, NextToken }), refused);
	});

	it("delete faces, and say which ones are not there", async () => {
		const { ids, deleteFaces, describeCollection } = await openWith([1, 2, 3]);
		const [first = "", second = ""] = ids;
		const FaceIds = [second, NOBODY, first, NOBODY, first];
		assert.deepEqual(await deleteFaces({ CollectionId, FaceIds }), {
			DeletedFaces: [first, second],
			UnsuccessfulFaceDeletions: [{ FaceId: NOBODY, Reasons: ["FACE_NOT_FOUND"] }],
		});
		assert.deepEqual(await deleteFaces({ CollectionId, FaceIds: [first] }), {
			DeletedFaces: [],
			UnsuccessfulFaceDeletions: [{ FaceId: first, Reasons: ["FACE_NOT_FOUND"] }],
		});
		assert.equal((await describeCollection({ CollectionId })).FaceCount, 1);
	});

	it("search for a face, and do not find the face itself", async () => {
		const { ids, ...world } = await openWith([1, 2]);
		const twins = index(world, [1], 0.1);
		const FaceId = ids[0] ?? "";
		const { FaceMatches = [], ...rest } = await world.searchFaces({ CollectionId, FaceId });
		assert.deepEqual(rest, { SearchedFaceId: FaceId, FaceModelVersion: "1.0" });
		assert.deepEqual(
			FaceMatches.map(({ Face }) => Face?.FaceId),
			twins,
		);
		assert.ok((FaceMatches[0]?.Similarity ?? 0) > 99);
		const all = await world.searchFaces({ CollectionId, FaceId, FaceMatchThreshold: 0 });
		assert.deepEqual(
			all.FaceMatches?.map(({ Face }) => Face?.FaceId),
			[twins[0], ids[1]],
		);
		const one = { CollectionId, FaceId, FaceMatchThreshold: 0, MaxFaces: 1 };
		assert.equal((await world.searchFaces(one)).FaceMatches?.length, 1);
	});

	it("search for no face that is not there", async () => {
		const { searchFaces } = await openWith([1]);
		await assert.rejects(searchFaces({ CollectionId, FaceId: NOBODY }), {
			name: "InvalidParameterException",
			message: "faceId was not found in the collection.",
		});
	});
});
