import type { FaceDetail, Image } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { CollectionStore } from "../../src/local/collectionStore.ts";
import { openDatabase } from "../../src/local/database.ts";
import { createFaceOperations } from "../../src/local/faceOperations.ts";
import type { ReadFaces, ReadImage, ReadImageOptions } from "../../src/local/imageOperations.ts";
import { toLooks } from "../support/looks.ts";

const CollectionId = "a";
const INVALID = { name: "InvalidParameterException", message: "Request has invalid parameters" };

/** Who is where on an image, and how large. */
interface Shown {
	readonly person: number;
	readonly tremble?: number;
	/** Of the picture's width and height. */
	readonly size: number;
	readonly at?: number;
	readonly more?: FaceDetail;
	readonly looks?: Float32Array;
}

const toFaceDetail = ({ size, at = 0, more }: Shown): FaceDetail => ({
	BoundingBox: { Left: at, Top: at, Width: size, Height: size },
	Confidence: 95,
	Landmarks: [{ Type: "nose", X: at, Y: at }],
	Pose: { Yaw: 0, Pitch: 0, Roll: 0 },
	Quality: { Brightness: 60, Sharpness: 80 },
	...more,
});

const ATTRIBUTES: FaceDetail = {
	Landmarks: [
		{ Type: "nose", X: 0, Y: 0 },
		{ Type: "noseLeft", X: 0, Y: 0 },
	],
	Smile: { Value: true, Confidence: 90 },
	Gender: { Value: "Female", Confidence: 90 },
};

/** Images as bytes, for which somebody has written down who is on them. */
const createImages = () => {
	const images = new Map<string, Partial<ReadFaces> & { readonly shown: readonly Shown[] }>();
	const asked: ReadImageOptions[] = [];
	const readImage: ReadImage = async (image, options) => {
		asked.push(options);
		options.abortSignal?.throwIfAborted();
		const name = Buffer.from(image.Bytes ?? []).toString();
		const { shown, ...more } = images.get(name) ?? { shown: [] };
		const largest = Math.max(...shown.map(({ size }) => size));
		const isWanted = (size: number) =>
			options.embed === "all" || (options.embed === "largest" && size === largest);
		return {
			faces: shown.map((face) => ({
				...toFaceDetail(face),
				...(options.attributes === "ALL" ? ATTRIBUTES : {}),
			})),
			looks: shown.map(({ person, tremble, size, looks }) =>
				isWanted(size) ? (looks ?? toLooks(person, tremble)) : undefined,
			),
			widthPx: 1000,
			heightPx: 1000,
			sha256: createHash("sha256").update(name).digest(),
			...more,
		};
	};
	const add = (shown: readonly Shown[], more: Partial<ReadFaces> = {}): Image => {
		const name = `image ${images.size}`;
		images.set(name, { shown, ...more });
		return { Bytes: Buffer.from(name) };
	};
	return { readImage, add, asked };
};

const open = async () => {
	const store = new CollectionStore(openDatabase(":memory:"));
	const images = createImages();
	const operations = createFaceOperations({
		now: Date.now,
		store,
		readImage: images.readImage,
		secret: Buffer.from("secret"),
	});
	await operations.createCollection({ CollectionId });
	return { ...images, ...operations, store };
};

const sizesOf = (faces: readonly (FaceDetail | undefined)[] | undefined) =>
	faces?.map((face) => face?.BoundingBox?.Width);

describe("every operation on images", () => {
	it("wants an image, from somewhere", async () => {
		const { add, ...world } = await open();
		const good = add([{ person: 1, size: 0.1 }]);
		for (const Image of [undefined, {}, { S3Object: {} }, { S3Object: { Bucket: "bucket" } }]) {
			await assert.rejects(world.detectFaces({ Image }), INVALID);
			await assert.rejects(world.indexFaces({ CollectionId, Image }), INVALID);
			await assert.rejects(world.searchFacesByImage({ CollectionId, Image }), INVALID);
			await assert.rejects(world.compareFaces({ SourceImage: Image, TargetImage: good }), INVALID);
			await assert.rejects(world.compareFaces({ SourceImage: good, TargetImage: Image }), INVALID);
		}
	});

	it("refuses an image of less than 80 pixels", async () => {
		const { add, ...world } = await open();
		for (const size of [
			{ widthPx: 79, heightPx: 500 },
			{ widthPx: 500, heightPx: 79 },
		]) {
			const Image = add([{ person: 1, size: 0.5 }], size);
			await assert.rejects(world.detectFaces({ Image }), INVALID);
			await assert.rejects(world.indexFaces({ CollectionId, Image }), INVALID);
			await assert.rejects(world.searchFacesByImage({ CollectionId, Image }), INVALID);
		}
		const Image = add([{ person: 1, size: 0.5 }], { widthPx: 80, heightPx: 80 });
		assert.equal((await world.detectFaces({ Image })).FaceDetails?.length, 1);
	});

	it("asks for the collection before it reads an image", async () => {
		const { add, asked, ...world } = await open();
		const request = { CollectionId: "nobody", Image: add([]) };
		const gone = {
			name: "ResourceNotFoundException",
			message: "The collection id: nobody does not exist",
		};
		await assert.rejects(world.indexFaces(request), gone);
		await assert.rejects(world.searchFacesByImage(request), gone);
		assert.equal(asked.length, 0);
	});

	it("reads the bytes where there is an object, too", async () => {
		const { store, add } = await open();
		const seen: Image[] = [];
		const { readImage } = createImages();
		const { detectFaces } = createFaceOperations({
			now: Date.now,
			store,
			secret: Buffer.from("x"),
			readImage: (image, options) => {
				seen.push(image);
				return readImage(image, options);
			},
		});
		const { Bytes } = add([]);
		const S3Object = { Bucket: "bucket", Name: "a.jpg" };
		await detectFaces({ Image: { Bytes, S3Object } });
		await detectFaces({ Image: { S3Object } });
		assert.deepEqual(seen, [{ Bytes }, { S3Object }]);
	});
});

describe("DetectFaces", () => {
	it("tells the default attributes of the largest faces first", async () => {
		const { add, asked, detectFaces } = await open();
		const shown = [0.1, 0.3, 0.2].map((size, person) => ({ size, person }));
		const { FaceDetails } = await detectFaces({ Image: add(shown) });
		assert.deepEqual(
			FaceDetails,
			[shown[1], shown[2], shown[0]].flatMap((face) => (face ? [toFaceDetail(face)] : [])),
		);
		assert.deepEqual(asked, [{ attributes: "DEFAULT", embed: "none" }]);
	});

	it("tells all attributes, or those that are named", async () => {
		const { add, asked, detectFaces } = await open();
		const shown = { person: 1, size: 0.1 };
		const Image = add([shown]);
		const all = await detectFaces({ Image, Attributes: ["ALL"] });
		assert.deepEqual(all.FaceDetails, [{ ...toFaceDetail(shown), ...ATTRIBUTES }]);
		const some = await detectFaces({ Image, Attributes: ["GENDER"] });
		assert.deepEqual(some.FaceDetails, [
			{ ...toFaceDetail({ ...shown, at: 0 }), Gender: ATTRIBUTES.Gender },
		]);
		assert.deepEqual(
			asked.map(({ attributes }) => attributes),
			["ALL", "ALL"],
		);
	});

	it("tells of nobody, and of a hundred at most", async () => {
		const { add, detectFaces } = await open();
		assert.deepEqual(await detectFaces({ Image: add([]) }), { FaceDetails: [] });
		const crowd = Array.from({ length: 120 }, (_, i) => ({ person: 1, size: 0.1 + i / 1000 }));
		assert.equal((await detectFaces({ Image: add(crowd) })).FaceDetails?.length, 100);
	});
});

describe("IndexFaces", () => {
	it("stores the faces of an image, the largest first", async () => {
		const { add, asked, store, ...world } = await open();
		const Image = add([
			{ person: 1, size: 0.1, at: 0 },
			{ person: 2, size: 0.2, at: 0.5 },
		]);
		const answer = await world.indexFaces({ CollectionId, Image, ExternalImageId: "me" });
		const { FaceRecords = [], ...rest } = answer;
		assert.deepEqual(rest, { FaceModelVersion: "1.0", UnindexedFaces: [] });
		assert.deepEqual(sizesOf(FaceRecords.map(({ FaceDetail }) => FaceDetail)), [0.2, 0.1]);
		const { Faces } = await world.listFaces({ CollectionId });
		assert.deepEqual(
			FaceRecords.map(({ Face }) => Face),
			Faces,
		);
		for (const { Face, FaceDetail } of FaceRecords) {
			assert.deepEqual(Face?.BoundingBox, FaceDetail?.BoundingBox);
			assert.equal(Face?.Confidence, 95);
			assert.equal(Face?.ExternalImageId, "me");
		}
		assert.equal(Faces?.[0]?.ImageId, Faces?.[1]?.ImageId);
		assert.deepEqual(asked, [{ attributes: "DEFAULT", embed: "all" }]);
		const [found] = store.search(CollectionId, toLooks(2), { threshold: 80, limit: 1 });
		assert.equal(found?.Face?.FaceId, FaceRecords[0]?.Face?.FaceId);
	});

	it("stores an image under the same name once, and answers the same", async () => {
		const { add, ...world } = await open();
		const Image = add([{ person: 1, size: 0.1 }]);
		const first = await world.indexFaces({ CollectionId, Image });
		assert.deepEqual(await world.indexFaces({ CollectionId, Image }), first);
		const named = await world.indexFaces({ CollectionId, Image, ExternalImageId: "x" });
		assert.notEqual(named.FaceRecords?.[0]?.Face?.FaceId, first.FaceRecords?.[0]?.Face?.FaceId);
		assert.equal((await world.describeCollection({ CollectionId })).FaceCount, 2);
	});

	it("leaves out the smallest faces beyond MaxFaces, and says so", async () => {
		const { add, indexFaces } = await open();
		const shown = [0.1, 0.3, 0.2].map((size, person) => ({ size, person, at: size }));
		const answer = await indexFaces({ CollectionId, Image: add(shown), MaxFaces: 1 });
		assert.deepEqual(sizesOf(answer.FaceRecords?.map(({ FaceDetail }) => FaceDetail)), [0.3]);
		assert.deepEqual(
			answer.UnindexedFaces?.map(({ Reasons }) => Reasons),
			[["EXCEEDS_MAX_FACES"], ["EXCEEDS_MAX_FACES"]],
		);
		assert.deepEqual(
			sizesOf(answer.UnindexedFaces?.map(({ FaceDetail }) => FaceDetail)),
			[0.2, 0.1],
		);
	});

	it("filters by quality before it counts, by itself and not with NONE", async () => {
		const { add, indexFaces } = await open();
		const dark = { Quality: { Brightness: 1, Sharpness: 80 } };
		const Image = add([
			{ person: 1, size: 0.4, more: dark },
			{ person: 2, size: 0.3, at: 0.4 },
			{ person: 3, size: 0.2, at: 0.7, more: { ...dark, Pose: { Yaw: 80 } } },
			{ person: 4, size: 0.1, at: 0.9 },
		]);
		const answer = await indexFaces({ CollectionId, Image, MaxFaces: 1 });
		assert.deepEqual(sizesOf(answer.FaceRecords?.map(({ FaceDetail }) => FaceDetail)), [0.3]);
		assert.deepEqual(
			answer.UnindexedFaces?.map(({ Reasons }) => Reasons),
			[["LOW_BRIGHTNESS"], ["EXTREME_POSE", "LOW_BRIGHTNESS"], ["EXCEEDS_MAX_FACES"]],
		);
		const all = await indexFaces({ CollectionId, Image, QualityFilter: "NONE" });
		assert.equal(all.FaceRecords?.length, 4);
		assert.deepEqual(all.UnindexedFaces, []);
	});

	it("does not store a face whose looks are of no use, and stores the others", async () => {
		const { add, indexFaces } = await open();
		const Image = add([
			{ person: 1, size: 0.3, looks: new Float32Array(128).fill(NaN) },
			{ person: 2, size: 0.2, at: 0.5 },
		]);
		const answer = await indexFaces({ CollectionId, Image, QualityFilter: "NONE" });
		assert.deepEqual(sizesOf(answer.FaceRecords?.map(({ FaceDetail }) => FaceDetail)), [0.2]);
		assert.deepEqual(answer.UnindexedFaces?.[0]?.Reasons, ["LOW_FACE_QUALITY"]);
	});

	it("takes a hundred faces of an image at most", async () => {
		const { add, indexFaces, describeCollection } = await open();
		const crowd = Array.from({ length: 120 }, (_, i) => ({ person: i, size: 0.03, at: i }));
		const Image = add(crowd);
		const answer = await indexFaces({ CollectionId, Image, MaxFaces: 110 });
		assert.equal(answer.FaceRecords?.length, 100);
		assert.equal((await describeCollection({ CollectionId })).FaceCount, 100);
	});

	it("answers with nobody for an image without faces", async () => {
		const { add, indexFaces } = await open();
		assert.deepEqual(await indexFaces({ CollectionId, Image: add([]) }), {
			FaceRecords: [],
			FaceModelVersion: "1.0",
			UnindexedFaces: [],
		});
	});

	it("tells the attributes that are asked for, of the faces that are not indexed, too", async () => {
		const { add, indexFaces } = await open();
		const Image = add([
			{ person: 1, size: 0.3 },
			{ person: 2, size: 0.2, at: 0.5 },
		]);
		const DetectionAttributes = ["SMILE" as const];
		const answer = await indexFaces({ CollectionId, Image, DetectionAttributes, MaxFaces: 1 });
		for (const face of [answer.FaceRecords?.[0], answer.UnindexedFaces?.[0]]) {
			assert.deepEqual(face?.FaceDetail?.Smile, ATTRIBUTES.Smile);
			assert.equal(face?.FaceDetail && "Gender" in face.FaceDetail, false);
		}
	});

	it("stores nothing when it is cancelled, or the collection is gone by then", async () => {
		const { add, readImage, store, ...world } = await open();
		const Image = add([{ person: 1, size: 0.3 }]);
		const stop = new AbortController();
		const whileReading = (work: () => void) =>
			createFaceOperations({
				now: Date.now,
				store,
				secret: Buffer.from("x"),
				readImage: async (image, options) => {
					const read = await readImage(image, options);
					work();
					return read;
				},
			});
		await assert.rejects(
			whileReading(() => stop.abort()).indexFaces(
				{ CollectionId, Image },
				{ abortSignal: stop.signal },
			),
			{ name: "AbortError" },
		);
		assert.equal((await world.describeCollection({ CollectionId })).FaceCount, 0);
		await assert.rejects(
			whileReading(() => store.delete(CollectionId)).indexFaces({ CollectionId, Image }),
			{ name: "ResourceNotFoundException" },
		);
	});
});

describe("SearchFacesByImage", () => {
	it("searches for the largest face", async () => {
		const { add, asked, ...world } = await open();
		const people = add([
			{ person: 1, size: 0.2, at: 0 },
			{ person: 2, size: 0.1, at: 0.5 },
		]);
		const { FaceRecords } = await world.indexFaces({ CollectionId, Image: people });
		const Image = add([
			{ person: 3, size: 0.1 },
			{ person: 2, tremble: 0.1, size: 0.2, at: 0.3 },
		]);
		const { FaceMatches, ...rest } = await world.searchFacesByImage({ CollectionId, Image });
		assert.deepEqual(rest, {
			SearchedFaceBoundingBox: { Left: 0.3, Top: 0.3, Width: 0.2, Height: 0.2 },
			SearchedFaceConfidence: 95,
			FaceModelVersion: "1.0",
		});
		assert.deepEqual(
			FaceMatches?.map(({ Face }) => Face),
			[FaceRecords?.[1]?.Face],
		);
		assert.deepEqual(asked.at(-1), { attributes: "DEFAULT", embed: "largest" });
		const more = { FaceMatchThreshold: 0, MaxFaces: 1 };
		assert.equal(
			(await world.searchFacesByImage({ CollectionId, Image, ...more })).FaceMatches?.length,
			1,
		);
	});

	it("says that there is no face", async () => {
		const { add, searchFacesByImage } = await open();
		const none = {
			name: "InvalidParameterException",
			message: "There are no faces in the image. Should be at least 1.",
		};
		const dark = { Quality: { Brightness: 1, Sharpness: 80 } };
		const useless = new Float32Array(128);
		await assert.rejects(searchFacesByImage({ CollectionId, Image: add([]) }), none);
		const Image = add([{ person: 1, size: 0.1, looks: useless }]);
		await assert.rejects(searchFacesByImage({ CollectionId, Image }), none);
		const filtered = add([{ person: 1, size: 0.1, more: dark }]);
		await assert.rejects(
			searchFacesByImage({ CollectionId, Image: filtered, QualityFilter: "AUTO" }),
			none,
		);
		assert.deepEqual((await searchFacesByImage({ CollectionId, Image: filtered })).FaceMatches, []);
	});

	it("searches for the largest face that passes the filter", async () => {
		const { add, ...world } = await open();
		const Image = add([
			{ person: 1, size: 0.3, more: { Confidence: 20 } },
			{ person: 2, size: 0.2, at: 0.5 },
		]);
		const size = async (QualityFilter: "NONE" | "LOW") =>
			(await world.searchFacesByImage({ CollectionId, Image, QualityFilter }))
				.SearchedFaceBoundingBox?.Width;
		assert.equal(await size("NONE"), 0.3);
		assert.equal(await size("LOW"), 0.2);
	});
});

describe("CompareFaces", () => {
	it("compares the largest face with each of another image, the most alike first", async () => {
		const { add, asked, compareFaces } = await open();
		const SourceImage = add([
			{ person: 2, size: 0.1 },
			{ person: 1, size: 0.2, at: 0.3 },
		]);
		const TargetImage = add([
			{ person: 3, size: 0.4 },
			{ person: 1, tremble: 0.2, size: 0.3 },
			{ person: 1, tremble: 0.1, size: 0.2 },
			{ person: 2, size: 0.1 },
		]);
		const answer = await compareFaces({ SourceImage, TargetImage });
		const { FaceMatches = [], UnmatchedFaces, ...rest } = answer;
		assert.deepEqual(rest, {
			SourceImageFace: {
				BoundingBox: { Left: 0.3, Top: 0.3, Width: 0.2, Height: 0.2 },
				Confidence: 95,
			},
		});
		assert.deepEqual(sizesOf(FaceMatches.map(({ Face }) => Face)), [0.2, 0.3]);
		const [best = 0, other = 0] = FaceMatches.map(({ Similarity }) => Similarity ?? 0);
		assert.ok(best > other && other > 80);
		assert.deepEqual(sizesOf(UnmatchedFaces), [0.4, 0.1]);
		assert.deepEqual(Object.keys(FaceMatches[0]?.Face ?? {}).toSorted(), [
			"BoundingBox",
			"Confidence",
			"Landmarks",
			"Pose",
			"Quality",
			"Smile",
		]);
		assert.deepEqual(asked, [
			{ attributes: "DEFAULT", embed: "largest" },
			{ attributes: "ALL", embed: "all" },
		]);
		const exact = { SourceImage, TargetImage, SimilarityThreshold: best };
		assert.deepEqual(
			(await compareFaces(exact)).FaceMatches?.map(({ Similarity }) => Similarity),
			[best],
		);
		const all = await compareFaces({ SourceImage, TargetImage, SimilarityThreshold: 0 });
		assert.equal(all.FaceMatches?.length, 4);
		assert.deepEqual(all.UnmatchedFaces, []);
	});

	it("wants a face on either image", async () => {
		const { add, compareFaces } = await open();
		const [someone, nobody] = [add([{ person: 1, size: 0.1 }]), add([])];
		await assert.rejects(compareFaces({ SourceImage: nobody, TargetImage: someone }), INVALID);
		await assert.rejects(compareFaces({ SourceImage: someone, TargetImage: nobody }), INVALID);
	});

	it("compares no faces that the filter leaves out", async () => {
		const { add, compareFaces } = await open();
		const SourceImage = add([
			{ person: 2, size: 0.3, more: { Confidence: 20 } },
			{ person: 1, size: 0.2, at: 0.5 },
		]);
		const TargetImage = add([
			{ person: 1, size: 0.3, more: { Confidence: 20 } },
			{ person: 1, size: 0.2, at: 0.5 },
			{ person: 2, size: 0.1, at: 0.8 },
		]);
		const answer = await compareFaces({ SourceImage, TargetImage, QualityFilter: "AUTO" });
		assert.equal(answer.SourceImageFace?.BoundingBox?.Width, 0.2);
		assert.deepEqual(sizesOf(answer.FaceMatches?.map(({ Face }) => Face)), [0.2]);
		assert.deepEqual(sizesOf(answer.UnmatchedFaces), [0.1]);
	});
});
