import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { CompareFacesRequest, DetectFacesRequest } from "@aws-sdk/client-rekognition";
import { invalidS3Object, resourceNotFound } from "../../src/api/errors.ts";
import type { FaceOperations } from "../../src/api/operations.ts";
import { useAwsClients } from "../support/awsClients.ts";
import { KEY_PAIR, useEndpoints } from "../support/endpoint.ts";

const CREATED = new Date("2026-03-04T05:06:07.089Z");

describe("clients that are not ours", function () {
	this.timeout(120_000);
	const { open } = useEndpoints();
	const { aws, python, hasAws, hasBoto3, folder } = useAwsClients();

	describe("the aws command", () => {
		before(function () {
			if (!hasAws) this.skip();
		});

		it("starts a job, asks for it with its own signature, and prints what it gets", async () => {
			const asked: unknown[] = [];
			const endpoint = await open({
				keyPair: KEY_PAIR,
				operations: {
					startFaceDetection: async (request) => {
						asked.push(request);
						return { JobId: "270c1cc5" };
					},
				},
			});
			const request = { Video: { S3Object: { Bucket: "bkt", Name: "ü 😀+=,.mp4" } } };
			const video = JSON.stringify(request.Video);
			const ended = await aws(endpoint, "start-face-detection", "--video", video);
			assert.equal(ended.exitCode, 0, ended.stderr);
			assert.deepEqual(JSON.parse(ended.stdout), { JobId: "270c1cc5" });
			assert.deepEqual(asked, [request]);
		});

		it("hands over a picture", async () => {
			const picture = Buffer.from(Array.from({ length: 500_000 }, (_, i) => i % 256));
			writeFileSync(folder.join("picture.jpg"), picture);
			const asked: DetectFacesRequest[] = [];
			const endpoint = await open({
				keyPair: KEY_PAIR,
				operations: {
					detectFaces: async (request) => {
						asked.push(request);
						return { FaceDetails: [{ Confidence: 99.9 }] };
					},
				},
			});
			const ended = await aws(endpoint, "detect-faces", "--image-bytes", "fileb://picture.jpg");
			assert.equal(ended.exitCode, 0, ended.stderr);
			assert.deepEqual(JSON.parse(ended.stdout).FaceDetails, [{ Confidence: Math.fround(99.9) }]);
			assert.equal(asked[0]?.Image?.Bytes, picture.toString("base64"));
		});

		it("names the error by its type", async () => {
			const message =
				"Unable to get object metadata from S3. Check object key, region and/or access permissions.";
			const endpoint = await open({
				operations: { startFaceDetection: () => Promise.reject(invalidS3Object(message)) },
			});
			const video = "S3Object={Bucket=bkt,Name=v.mp4}";
			const { exitCode, stderr } = await aws(endpoint, "start-face-detection", "--video", video);
			assert.match(
				stderr,
				/An error occurred \(InvalidS3ObjectException\) when calling the StartFaceDetection operation(?: \(reached max retries: 0\))?: Unable to get object metadata from S3\./,
			);
			assert.notEqual(exitCode, 0);
		});

		it("is refused with another secret", async () => {
			const keyPair = { ...KEY_PAIR, secretAccessKey: "another" };
			const operations = { listCollections: async () => ({ CollectionIds: [] }) };
			const endpoint = await open({ operations, keyPair });
			const { stderr } = await aws(endpoint, "list-collections");
			assert.match(stderr, /\(InvalidSignatureException\)/);
		});
	});

	describe("boto3", () => {
		before(async function () {
			if (!(await hasBoto3())) this.skip();
		});

		it("reads times, floats, pages and ids", async () => {
			const operations: Partial<FaceOperations> = {
				describeCollection: async () => ({ CreationTimestamp: CREATED, FaceCount: 3 }),
				listCollections: async ({ NextToken }) =>
					NextToken === undefined
						? { CollectionIds: ["a"], NextToken: "next" }
						: { CollectionIds: ["b"] },
				searchFaces: async () => ({ FaceMatches: [{ Similarity: 99.9 }] }),
			};
			const endpoint = await open({ operations, keyPair: KEY_PAIR });
			const [time, faces, pages, similarity, id] = Object.values(
				Object(
					await python(
						endpoint,
						`[
	rekognition.describe_collection(CollectionId="a")["CreationTimestamp"].timestamp(),
	rekognition.describe_collection(CollectionId="a")["FaceCount"],
	[page["CollectionIds"] for page in rekognition.get_paginator("list_collections").paginate()],
	rekognition.search_faces(CollectionId="a", FaceId="0")["FaceMatches"][0]["Similarity"],
	rekognition.list_collections()["ResponseMetadata"]["RequestId"],
]`,
					),
				),
			);
			assert.equal(time, CREATED.getTime() / 1000);
			assert.equal(faces, 3);
			assert.deepEqual(pages, [["a"], ["b"]]);
			assert.equal(similarity, 99.9000015258789);
			assert.match(String(id), /^[\da-f-]{36}$/);
		});

		it("hands over two pictures of the largest size in a request with a session token", async () => {
			const asked: CompareFacesRequest[] = [];
			const endpoint = await open({
				keyPair: KEY_PAIR,
				operations: {
					compareFaces: async (request) => {
						asked.push(request);
						return { FaceMatches: [] };
					},
				},
			});
			const image = `{"Bytes": b"\\xff" * ${5 * 2 ** 20}}`;
			const program = `rekognition.compare_faces(SourceImage=${image}, TargetImage=${image})["FaceMatches"]`;
			assert.deepEqual(await python(endpoint, program, { AWS_SESSION_TOKEN: "a/token+==" }), []);
			assert.equal(String(asked[0]?.TargetImage?.Bytes).length, 6_990_508);
		});

		it("knows each error by its class or its code", async () => {
			const endpoint = await open({
				operations: {
					deleteCollection: () => Promise.reject(resourceNotFound("The collection id: a")),
					listCollections: () => Promise.reject(new Error("a fault of its own")),
					detectFaces: async () => ({}),
				},
				parse: (operation, request) =>
					operation === "DetectFaces"
						? { type: "constraint", message: "1 validation error detected" }
						: { type: "request", request },
			});
			const large = `Image={"Bytes": b"x" * ${11 * 2 ** 20}}`;
			assert.deepEqual(
				await python(
					endpoint,
					`[
	fails("delete_collection", CollectionId="a"),
	fails("detect_faces", Image={"Bytes": b"x"}),
	fails("detect_faces", ${large}),
	fails("list_collections"),
	fails("list_faces", CollectionId="a"),
	fails("describe_projects"),
]`,
				),
				[
					["ResourceNotFoundException", "ResourceNotFoundException", 400],
					["InvalidParameterException", "InvalidParameterException", 400],
					["ClientError", "RequestEntityTooLargeException", 413],
					["InternalServerError", "InternalServerError", 500],
					["ClientError", "UnknownOperationException", 400],
					["ClientError", "UnknownOperationException", 400],
				],
			);
		});

		it("is refused with another key", async () => {
			const operations = { listCollections: async () => ({ CollectionIds: [] }) };
			const endpoint = await open({ operations, keyPair: KEY_PAIR });
			const env = { AWS_ACCESS_KEY_ID: "AKIDOTHER" };
			assert.deepEqual(await python(endpoint, `fails("list_collections")`, env), [
				"ClientError",
				"UnrecognizedClientException",
				403,
			]);
		});
	});
});
