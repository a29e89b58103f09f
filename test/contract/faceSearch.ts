import type { Face, FaceMatch, PersonMatch } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readPages } from "../../src/api/results.ts";
import { toS3Video } from "../../src/api/video.ts";
import { iou } from "../../src/core/boxes.ts";
import type { SampleTruth } from "../../scripts/sample/truth.ts";
import { makeMedia } from "../support/ffmpeg.ts";
import { startS3Server } from "../support/s3Server.ts";
import { readTruth, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { waitForEnd } from "../support/waitForEnd.ts";
import type { OpenedEngine } from "./faceDetection.ts";

type S3 = Awaited<ReturnType<typeof startS3Server>>;

const BUCKET = "media";
const KEY = "sample.mp4";
const CollectionId = "The.People_1-2";
/** Drawn people look more alike than real ones. */
const DRAWN_THRESHOLD = 99;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UNKNOWN_FACE = "00000000-0000-4000-8000-000000000000";

/** What every engine keeps of Rekognition's collections, and of searching them. */
export const describeFaceSearch = (name: string, open: (s3: S3) => Promise<OpenedEngine>): void => {
	describe(`collections and face search by ${name}`, () => {
		const sample = useSample();
		const folder = useTemporaryFolder();
		let s3: S3;
		let opened: OpenedEngine;
		let indexed: readonly Face[] = [];
		let Bytes = Buffer.alloc(0);
		/** The people of the picture. */
		let drawn: SampleTruth["frames"][number]["faces"] = [];

		before(async () => {
			const frame = findCompany(readTruth(sample));
			drawn = frame.faces.filter(({ partial }) => !partial);
			const still = [
				"-ss",
				`${frame.timestampMillis / 1000}`,
				"-i",
				sample.video,
				"-frames:v",
				"1",
			];
			await makeMedia(...still, folder.join("still.jpg"));
			await makeMedia(...still, "-vf", "hflip", folder.join("other.jpg"));
			await makeMedia(...still, "-vf", "drawbox=t=fill:color=gray", folder.join("nobody.png"));
			Bytes = readFileSync(folder.join("still.jpg"));
			const video = readFileSync(sample.video);
			s3 = await startS3Server({ buckets: { [BUCKET]: { [KEY]: video, "a b+é.jpg": Bytes } } });
			opened = await open(s3);
			await opened.engine.createCollection({ CollectionId, Tags: { Team: "faces" } });
			const { FaceRecords = [] } = await opened.engine.indexFaces({
				CollectionId,
				Image: { Bytes },
				ExternalImageId: "first:frame",
				QualityFilter: "NONE",
			});
			indexed = FaceRecords.flatMap((record) => record.Face ?? []);
		});
		after(async () => {
			await opened.close();
			await s3.stop();
		});

		it("indexes every face of a picture, the largest first", () => {
			assert.equal(indexed.length, drawn.length);
			const areas = indexed.map(
				({ BoundingBox: { Width = 0, Height = 0 } = {} }) => Width * Height,
			);
			assert.deepEqual(
				areas,
				areas.toSorted((a, b) => b - a),
			);
			for (const face of indexed) {
				assert.match(face.FaceId ?? "", UUID);
				assert.match(face.ImageId ?? "", UUID);
				assert.equal(face.ExternalImageId, "first:frame");
				assert.match(face.IndexFacesModelVersion ?? "", /^[0-9.]+$/);
				assert.ok(drawn.some(({ BoundingBox }) => iou(BoundingBox, face.BoundingBox ?? {}) >= 0.5));
			}
		});

		it("indexes nothing twice of the same picture with the same name", async () => {
			const request = { CollectionId, Image: { Bytes }, QualityFilter: "NONE" } as const;
			const { FaceRecords: again = [] } = await opened.engine.indexFaces({
				...request,
				ExternalImageId: "first:frame",
			});
			assert.deepEqual(
				again.map(({ Face }) => Face?.FaceId),
				indexed.map(({ FaceId }) => FaceId),
			);
			const { FaceCount } = await opened.engine.describeCollection({ CollectionId });
			assert.equal(FaceCount, indexed.length);
		});

		it("says why faces are left out", async () => {
			await opened.engine.createCollection({ CollectionId: "left-out" });
			const { FaceRecords, UnindexedFaces } = await opened.engine.indexFaces({
				CollectionId: "left-out",
				Image: { S3Object: { Bucket: BUCKET, Name: "a b+é.jpg" } },
				MaxFaces: 1,
				QualityFilter: "NONE",
			});
			assert.deepEqual([FaceRecords?.length, UnindexedFaces?.length], [1, indexed.length - 1]);
			for (const { Reasons } of UnindexedFaces ?? [])
				assert.deepEqual(Reasons, ["EXCEEDS_MAX_FACES"]);
			await opened.engine.deleteCollection({ CollectionId: "left-out" });
		});

		it("lists collections and faces, page by page", async () => {
			const { engine } = opened;
			const { CollectionIds, FaceModelVersions } = await engine.listCollections({});
			assert.deepEqual(CollectionIds, [CollectionId]);
			assert.equal(FaceModelVersions?.length, 1);
			const { FaceCount, CreationTimestamp, CollectionARN, UserCount } =
				await engine.describeCollection({ CollectionId });
			assert.deepEqual([FaceCount, UserCount], [indexed.length, 0]);
			assert.ok(Math.abs((CreationTimestamp?.getTime() ?? 0) - Date.now()) < 3_600_000);
			assert.match(CollectionARN ?? "", /^arn:aws:rekognition:.*:collection\/The\.People_1-2$/);
			const first = await engine.listFaces({ CollectionId, MaxResults: 1 });
			const rest = await engine.listFaces({ CollectionId, NextToken: first.NextToken });
			const ids = [...(first.Faces ?? []), ...(rest.Faces ?? [])].map(({ FaceId }) => FaceId);
			assert.deepEqual(
				ids,
				indexed.map(({ FaceId }) => FaceId),
			);
			assert.equal(rest.NextToken, undefined);
		});

		it("finds a face again in a picture, and no other one", async () => {
			const { engine } = opened;
			const found = await engine.searchFacesByImage({
				CollectionId,
				Image: { Bytes },
				FaceMatchThreshold: DRAWN_THRESHOLD,
			});
			const [match]: readonly FaceMatch[] = found.FaceMatches ?? [];
			assert.equal(match?.Face?.FaceId, indexed[0]?.FaceId);
			assert.ok((match?.Similarity ?? 0) > 99.9);
			const others = await engine.searchFaces({
				CollectionId,
				FaceId: indexed[0]?.FaceId,
				FaceMatchThreshold: 0,
			});
			assert.deepEqual(
				new Set(others.FaceMatches?.map(({ Face }) => Face?.FaceId)),
				new Set(indexed.slice(1).map(({ FaceId }) => FaceId)),
			);
		});

		it("compares the faces of two pictures", async () => {
			const {
				FaceMatches = [],
				UnmatchedFaces = [],
				SourceImageFace,
			} = await opened.engine.compareFaces({
				SourceImage: { Bytes },
				TargetImage: { Bytes: readFileSync(folder.join("other.jpg")) },
				SimilarityThreshold: 95,
			});
			assert.ok((SourceImageFace?.Confidence ?? 0) > 50);
			assert.equal(FaceMatches.length + UnmatchedFaces.length, indexed.length);
			assert.ok(FaceMatches.length >= 1);
		});

		it("detects the faces of a picture, with what is asked for", async () => {
			const { engine } = opened;
			const { FaceDetails: plain = [] } = await engine.detectFaces({ Image: { Bytes } });
			assert.equal(plain.length, indexed.length);
			assert.equal(plain[0]?.AgeRange, undefined);
			const { FaceDetails: full = [] } = await engine.detectFaces({
				Image: { Bytes },
				Attributes: ["ALL"],
			});
			assert.ok(Number.isInteger(full[0]?.AgeRange?.Low));
			assert.equal(full[0]?.Landmarks?.length, 30);
		});

		describe("in a video", () => {
			let JobId = "";
			let persons: readonly PersonMatch[] = [];
			before(async () => {
				const Video = toS3Video(BUCKET, KEY);
				const started = await opened.engine.startFaceSearch({
					Video,
					CollectionId,
					FaceMatchThreshold: DRAWN_THRESHOLD,
					JobTag: "who",
				});
				JobId = started.JobId ?? "";
				await waitForEnd(
					{ getFaceDetection: (request) => opened.engine.getFaceSearch(request) },
					JobId,
				);
				const get = opened.engine.getFaceSearch.bind(opened.engine);
				const pages = await Array.fromAsync(readPages(get, { JobId, MaxResults: 10 }));
				persons = pages.flatMap(({ Persons = [] }) => Persons);
			});

			it("finds the people of the collection, and says who is nobody known", () => {
				const known = new Set(indexed.map(({ FaceId }) => FaceId));
				const { frames } = readTruth(sample);
				const company = new Set(drawn.map(({ identity }) => identity));
				let matched = 0;
				for (const { Timestamp, Person, FaceMatches = [] } of persons) {
					const person = frames
						.find(({ timestampMillis }) => timestampMillis === Timestamp)
						?.faces.find(
							({ BoundingBox }) => iou(BoundingBox, Person?.Face?.BoundingBox ?? {}) >= 0.5,
						);
					if (!person) continue;
					assert.equal(FaceMatches.length > 0, company.has(person.identity), person.identity);
					for (const { Face, Similarity = 0 } of FaceMatches) {
						matched += 1;
						assert.ok(known.has(Face?.FaceId) && Similarity >= DRAWN_THRESHOLD);
					}
				}
				assert.ok(matched > 10);
			});

			it("gives each person one Index, and only the default attributes", () => {
				const indexes = new Set(persons.map(({ Person }) => Person?.Index));
				assert.deepEqual(indexes, new Set([0, 1, 2, 3, 4]));
				for (const { Person } of persons) {
					assert.equal(Person?.Face?.Landmarks?.length, 5);
					assert.equal(Person.Face.AgeRange, undefined);
				}
			});

			it("has the same persons sorted by Index", async () => {
				const { Persons = [], JobTag } = await opened.engine.getFaceSearch({
					JobId,
					SortBy: "INDEX",
				});
				assert.equal(JobTag, "who");
				const byIndex = persons.toSorted((a, b) => (a.Person?.Index ?? 0) - (b.Person?.Index ?? 0));
				assert.deepEqual(Persons, byIndex);
			});
		});

		const refusals: readonly [
			string,
			string,
			RegExp,
			(engine: OpenedEngine["engine"]) => object,
		][] = [
			[
				"a collection that exists",
				"ResourceAlreadyExistsException",
				/^The collection id: The\.People_1-2 already exists$/,
				(engine) => engine.createCollection({ CollectionId }),
			],
			[
				"a collection that does not exist",
				"ResourceNotFoundException",
				/^The collection id: none does not exist$/,
				(engine) => engine.describeCollection({ CollectionId: "none" }),
			],
			[
				"a search of no collection",
				"ResourceNotFoundException",
				/^The collection id: none does not exist$/,
				(engine) => engine.startFaceSearch({ Video: toS3Video(BUCKET, KEY), CollectionId: "none" }),
			],
			[
				"a face that is not there",
				"InvalidParameterException",
				/^faceId was not found in the collection\.$/,
				(engine) => engine.searchFaces({ CollectionId, FaceId: UNKNOWN_FACE }),
			],
			[
				"a picture of nobody to search for",
				"InvalidParameterException",
				/^There are no faces in the image\. Should be at least 1\.$/,
				(engine) =>
					engine.searchFacesByImage({
						CollectionId,
						Image: { Bytes: readFileSync(folder.join("nobody.png")) },
					}),
			],
			[
				"no picture",
				"InvalidParameterException",
				/^Request has invalid parameters$/,
				(engine) => engine.detectFaces({ Image: {} }),
			],
			[
				"a file that is no picture",
				"InvalidImageFormatException",
				/^Request has invalid image format\.$/,
				(engine) => engine.detectFaces({ Image: { Bytes: Buffer.from("GIF89a") } }),
			],
			[
				"a picture that is too large",
				"InvalidParameterException",
				/at 'image\.bytes' failed to satisfy constraint: Member must have length less than or equal to 5242880/,
				(engine) => engine.detectFaces({ Image: { Bytes: Buffer.alloc(5_242_881) } }),
			],
			[
				"a picture that is not in S3",
				"InvalidS3ObjectException",
				/^Unable to get object metadata from S3\./,
				(engine) =>
					engine.detectFaces({ Image: { S3Object: { Bucket: BUCKET, Name: "none.jpg" } } }),
			],
			[
				"a name with a space",
				"InvalidParameterException",
				/^1 validation error detected: Value 'a b' at 'collectionId' failed to satisfy constraint: Member must satisfy regular expression pattern: \[a-zA-Z0-9_.\\-\]\+$/,
				(engine) => engine.createCollection({ CollectionId: "a b" }),
			],
			[
				"a token that is none",
				"InvalidPaginationTokenException",
				/^Invalid Pagination Token$/,
				(engine) => engine.listFaces({ CollectionId, NextToken: "bm9uZQ==" }),
			],
		];
		for (const [what, name_, message, ask] of refusals)
			it(`refuses ${what}`, () =>
				assert.rejects(async () => ask(opened.engine), { name: name_, message }));

		describe("in the end", () => {
			it("deletes faces and collections, and says which were not there", async () => {
				const { engine } = opened;
				const FaceId = indexed[0]?.FaceId ?? "";
				const { DeletedFaces, UnsuccessfulFaceDeletions } = await engine.deleteFaces({
					CollectionId,
					FaceIds: [FaceId, UNKNOWN_FACE],
				});
				assert.deepEqual(DeletedFaces, [FaceId]);
				assert.deepEqual(UnsuccessfulFaceDeletions, [
					{ FaceId: UNKNOWN_FACE, Reasons: ["FACE_NOT_FOUND"] },
				]);
				assert.equal((await engine.deleteCollection({ CollectionId })).StatusCode, 200);
				await assert.rejects(engine.listFaces({ CollectionId }), {
					name: "ResourceNotFoundException",
				});
			});
		});
	});
};

/** The first frame with two people or more who are in it as a whole. */
const findCompany = ({ frames }: SampleTruth) => {
	const found = frames.find(({ faces }) => faces.filter(({ partial }) => !partial).length > 1);
	assert.ok(found);
	return found;
};
