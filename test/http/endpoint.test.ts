import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import {
	type BoundingBox,
	type FaceDetail,
	RekognitionServiceException,
	ResourceNotFoundException,
	ThrottlingException,
} from "@aws-sdk/client-rekognition";
import type { FaceOperations } from "../../src/api/operations.ts";
import { invalidS3Object, resourceNotFound } from "../../src/api/errors.ts";
import {
	converse,
	KEY_PAIR,
	readAnswer,
	toRequestText,
	useEndpoints,
} from "../support/endpoint.ts";

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const listCollections = async () => ({ CollectionIds: ["people"] });

const inSixMinutes = () => Date.now() + 6 * 60_000;

class CountingAgent extends Agent {
	connections = 0;

	override createConnection(...given: Parameters<Agent["createConnection"]>) {
		this.connections++;
		return super.createConnection(...given);
	}
}

describe("endpoint", () => {
	const { open, toClient, problems } = useEndpoints();

	it("hands a request of the SDK to its operation and the response back", async () => {
		const asked: unknown[] = [];
		const endpoint = await open({
			operations: {
				startFaceDetection: async (request) => {
					asked.push(request);
					return { JobId: "job" };
				},
			},
		});
		const request = { Video: { S3Object: { Bucket: "b", Name: "ü/😀.mp4" } }, JobTag: "tag" };
		const response = await toClient(endpoint).startFaceDetection(request);
		assert.deepEqual(asked, [request]);
		assert.equal(response.JobId, "job");
		assert.match(response.$metadata.requestId ?? "", UUID);
	});

	it("keeps whole numbers whole and widens the others from floats, as AWS does", async () => {
		const BoundingBox: BoundingBox = { Left: 0.23, Top: -0.1, Width: 1, Height: 1 / 3 };
		const Face: FaceDetail = { BoundingBox, AgeRange: { Low: 3, High: 9 }, Confidence: 99.9 };
		const endpoint = await open({
			operations: {
				getFaceDetection: async () => ({
					Faces: [{ Timestamp: 16_777_217, Face }],
					VideoMetadata: { DurationMillis: 123_456_789, FrameRate: 29.97 },
				}),
			},
		});
		const { Faces, VideoMetadata } = await toClient(endpoint).getFaceDetection({ JobId: "job" });
		assert.deepEqual(VideoMetadata, { DurationMillis: 123_456_789, FrameRate: 29.969999313354492 });
		assert.equal(Faces?.[0]?.Timestamp, 16_777_217);
		assert.deepEqual(Faces[0].Face?.AgeRange, { Low: 3, High: 9 });
		assert.deepEqual(Faces[0].Face.BoundingBox, {
			Left: 0.23000000417232513,
			Top: -0.10000000149011612,
			Width: 1,
			Height: 0.3333333432674408,
		});
	});

	it("sends a time as seconds, to the millisecond", async () => {
		const CreationTimestamp = new Date("2026-03-04T05:06:07.089Z");
		const endpoint = await open({
			operations: { describeCollection: async () => ({ CreationTimestamp, FaceCount: 0 }) },
		});
		const response = await toClient(endpoint).describeCollection({ CollectionId: "people" });
		assert.deepEqual(response.CreationTimestamp, CreationTimestamp);
	});

	it("takes a picture of the largest size allowed", async () => {
		const Bytes = Buffer.alloc(5 * 2 ** 20, "picture");
		let asked: unknown;
		const endpoint = await open({
			operations: {
				detectFaces: async (request) => {
					asked = request.Image?.Bytes;
					return { FaceDetails: [] };
				},
			},
		});
		await toClient(endpoint).detectFaces({ Image: { Bytes } });
		assert.equal(asked, Bytes.toString("base64"));
	});

	it("sends no member that is not AWS's", async () => {
		const endpoint = await open({
			operations: {
				getFaceDetection: async () => ({
					JobStatus: "IN_PROGRESS",
					JobTag: undefined,
					progress: 0.5,
					models: ["yunet"],
					Video: { S3Object: { Name: "n", cachedAt: "/home/me" } },
				}),
			},
		});
		const target = { "X-Amz-Target": "RekognitionService.GetFaceDetection" };
		const answer = await converse(endpoint.port, toRequestText(endpoint.port, target));
		assert.equal(
			answer.split("\r\n\r\n")[1],
			'{"JobStatus":"IN_PROGRESS","Video":{"S3Object":{"Name":"n"}}}',
		);
	});

	it("lets an engine's exception arrive as the same class", async () => {
		const endpoint = await open({
			operations: {
				startFaceDetection: () => Promise.reject(invalidS3Object("Request has invalid S3 object.")),
				getFaceDetection: () => Promise.reject(resourceNotFound("Could not find JobId")),
			},
		});
		const client = toClient(endpoint);
		await assert.rejects(client.getFaceDetection({ JobId: "job" }), (error) => {
			assert.ok(error instanceof ResourceNotFoundException);
			assert.equal(error.message, "Could not find JobId");
			assert.equal(error.Code, "ResourceNotFoundException");
			assert.match(error.Logref ?? "", UUID);
			assert.equal(error.Logref, error.$metadata.requestId);
			assert.equal(error.$metadata.httpStatusCode, 400);
			return true;
		});
		await assert.rejects(client.startFaceDetection({ Video: {} }), {
			name: "InvalidS3ObjectException",
		});
		assert.deepEqual(problems, []);
	});

	it("tells a client nothing of a fault of its own, and the owner all", async () => {
		const errors = [
			new Error("no space left on /home/me/.cache"),
			new RekognitionServiceException({
				name: "NoSuchKey",
				message: "s3://secret",
				$fault: "client",
				$metadata: {},
			}),
		];
		for (const error of errors) {
			const endpoint = await open({ operations: { listCollections: () => Promise.reject(error) } });
			let requestId: string | undefined;
			await assert.rejects(toClient(endpoint).listCollections({}), (told) => {
				assert.ok(told instanceof RekognitionServiceException);
				assert.equal(told.name, "InternalServerError");
				assert.equal(told.message, "Internal server error");
				assert.equal(told.$metadata.httpStatusCode, 500);
				requestId = told.$metadata.requestId;
				return true;
			});
			assert.deepEqual(problems.splice(0), [{ error, operation: "ListCollections", requestId }]);
		}
	});

	it("takes a response that cannot be sent for a fault of its own", async () => {
		const ring: { CollectionIds: string[]; Ring?: object } = { CollectionIds: [] };
		ring.Ring = ring;
		const endpoint = await open({ operations: { listCollections: async () => ring } });
		await assert.rejects(toClient(endpoint).listCollections({}), { name: "InternalServerError" });
		assert.equal(problems.length, 1);
	});

	it("lets the SDK try again what is throttled", async () => {
		let calls = 0;
		const endpoint = await open({
			operations: {
				listCollections: async () => {
					if (++calls < 3) throw new ThrottlingException({ message: "Slow down", $metadata: {} });
					return { CollectionIds: [] };
				},
			},
		});
		await toClient(endpoint, { maxAttempts: 3 }).listCollections({});
		assert.equal(calls, 3);
	});

	it("says what the parser finds wrong, and asks no operation then", async () => {
		const asked: unknown[] = [];
		const endpoint = await open({
			operations: {
				listCollections: async (request) => {
					asked.push(request);
					return {};
				},
			},
			parse: (operation, body) =>
				Array.isArray(body)
					? { type: "serialization", message: "Expected an object" }
					: { type: "constraint", message: `1 validation error detected in ${operation}` },
		});
		await assert.rejects(toClient(endpoint).listCollections({}), {
			name: "InvalidParameterException",
			message: "1 validation error detected in ListCollections",
		});
		const answer = await converse(endpoint.port, toRequestText(endpoint.port, {}, "[]"));
		assert.deepEqual(readAnswer(answer), { status: 400, type: "SerializationException" });
		assert.match(answer, /"Message":"Expected an object"/);
		assert.deepEqual(asked, []);
	});

	it("takes a parser that throws for a fault of its own", async () => {
		const error = new RangeError("Maximum call stack size exceeded");
		const endpoint = await open({
			operations: { listCollections },
			parse: () => {
				throw error;
			},
		});
		await assert.rejects(toClient(endpoint).listCollections({}), { name: "InternalServerError" });
		assert.equal(problems[0]?.error, error);
	});

	it("knows no operation but those it has been given", async () => {
		const endpoint = await open({ operations: { listCollections } });
		const client = toClient(endpoint);
		const isUnknown = { name: "UnknownOperationException" };
		await assert.rejects(client.listFaces({ CollectionId: "people" }), isUnknown);
		await assert.rejects(client.listUsers({ CollectionId: "people" }), isUnknown);
		const names = ["toString", "__proto__", "constructor", "listCollections", ""];
		const targets = [
			...names.map((name) => `RekognitionService.${name}`),
			"ListCollections",
			"DynamoDB_20120810.ListCollections",
			["RekognitionService.ListCollections", "RekognitionService.ListCollections"],
			undefined,
		];
		for (const target of targets) {
			const text = toRequestText(endpoint.port, { "X-Amz-Target": target });
			const { status, type } = readAnswer(await converse(endpoint.port, text));
			assert.deepEqual({ status, type, target }, { status: 400, type: isUnknown.name, target });
		}
	});

	it("stands in front of the SDK's own client as of any engine", async () => {
		const far = await open({
			operations: {
				listCollections,
				deleteCollection: () =>
					Promise.reject(resourceNotFound("The collection id: a does not exist")),
			},
		});
		const operations: FaceOperations = toClient(far);
		const near = toClient(await open({ operations }));
		assert.deepEqual((await near.listCollections({})).CollectionIds, ["people"]);
		await assert.rejects(near.deleteCollection({ CollectionId: "a" }), {
			name: "ResourceNotFoundException",
			message: "The collection id: a does not exist",
		});
	});

	it("takes only what its key pair has signed", async () => {
		const endpoint = await open({ operations: { listCollections }, keyPair: KEY_PAIR });
		const list = (credentials: typeof KEY_PAIR & { sessionToken?: string }) =>
			toClient(endpoint, { credentials }).listCollections({});
		assert.deepEqual((await list(KEY_PAIR)).CollectionIds, ["people"]);
		assert.deepEqual((await list({ ...KEY_PAIR, sessionToken: "t" })).CollectionIds, ["people"]);
		await assert.rejects(list({ ...KEY_PAIR, accessKeyId: "AKIDOTHER" }), (error) => {
			assert.ok(error instanceof RekognitionServiceException);
			assert.equal(error.name, "UnrecognizedClientException");
			assert.equal(error.$metadata.httpStatusCode, 403);
			return true;
		});
		await assert.rejects(list({ ...KEY_PAIR, secretAccessKey: "wrong" }), {
			name: "InvalidSignatureException",
		});
		const unsigned = await converse(endpoint.port, toRequestText(endpoint.port));
		assert.deepEqual(readAnswer(unsigned), {
			status: 403,
			type: "MissingAuthenticationTokenException",
		});
	});

	it("takes a signature for old by the clock it was given", async () => {
		const endpoint = await open({
			operations: { listCollections },
			keyPair: KEY_PAIR,
			now: inSixMinutes,
		});
		await assert.rejects(toClient(endpoint).listCollections({}), {
			name: "InvalidSignatureException",
			message: /^Signature expired: /,
		});
	});

	it("asks for no signature when it has no key pair", async () => {
		const endpoint = await open({ operations: { listCollections } });
		const { status } = readAnswer(await converse(endpoint.port, toRequestText(endpoint.port)));
		assert.equal(status, 200);
	});

	it("uses one connection for request after request", async () => {
		const endpoint = await open({ operations: { listCollections } });
		const agent = new CountingAgent({ keepAlive: true, maxSockets: 1 });
		const client = toClient(endpoint, { requestHandler: { httpAgent: agent } });
		for (let i = 0; i < 3; i++) await client.listCollections({});
		await assert.rejects(client.listFaces({ CollectionId: "people" }));
		await client.listCollections({});
		assert.equal(agent.connections, 1);
	});

	it("tells an operation when its client has gone, and takes that for no fault", async () => {
		const gone = Promise.withResolvers<void>();
		const asked = Promise.withResolvers<void>();
		const endpoint = await open({
			operations: {
				listCollections: async (_, options) => {
					asked.resolve();
					if (options?.abortSignal) await once(options.abortSignal, "abort");
					gone.resolve();
					options?.abortSignal?.throwIfAborted();
					return {};
				},
			},
		});
		const socket = connect(endpoint.port, "127.0.0.1").on("error", () => socket.destroy());
		socket.write(toRequestText(endpoint.port));
		await asked.promise;
		socket.destroy();
		await gone.promise;
		await endpoint.close();
		assert.deepEqual(problems, []);
	});

	it("does not cancel an operation whose client is still there", async () => {
		let signal: AbortSignal | undefined;
		const endpoint = await open({
			operations: {
				listCollections: async (_, options) => {
					signal = options?.abortSignal;
					return {};
				},
			},
		});
		await converse(endpoint.port, toRequestText(endpoint.port));
		await endpoint.close();
		assert.equal(signal?.aborted, false);
	});

	it("lets running requests end when it is closed, and takes no others", async () => {
		const asked = Promise.withResolvers<void>();
		const answer = Promise.withResolvers<{ CollectionIds: string[] }>();
		const endpoint = await open({
			operations: {
				listCollections: () => {
					asked.resolve();
					return answer.promise;
				},
			},
			limits: { closeMillis: 600_000, keepAliveMillis: 600_000 },
		});
		const client = toClient(endpoint);
		const listing = client.listCollections({});
		await asked.promise;
		const closed = endpoint.close();
		await assert.rejects(toClient(endpoint).listCollections({}), { code: "ECONNREFUSED" });
		answer.resolve({ CollectionIds: ["late"] });
		assert.deepEqual((await listing).CollectionIds, ["late"]);
		await closed;
		await endpoint.close();
	});

	it("cuts off what does not end when it is closed", async () => {
		const asked = Promise.withResolvers<AbortSignal | undefined>();
		const endpoint = await open({
			operations: {
				listCollections: (_, options) => {
					asked.resolve(options?.abortSignal);
					return new Promise(() => {});
				},
			},
			limits: { closeMillis: 50 },
		});
		const listing = assert.rejects(toClient(endpoint).listCollections({}));
		const signal = await asked.promise;
		await endpoint.close();
		await listing;
		if (!signal?.aborted) await once(signal ?? new EventTarget(), "abort");
	});

	it("says that a port is taken", async () => {
		const { port } = await open();
		await assert.rejects(open({ port }), { code: "EADDRINUSE" });
	});

	it("is reached at 127.0.0.1 and nowhere else", async () => {
		const { port } = await open();
		const others = Object.values(networkInterfaces())
			.flatMap((addresses) => addresses ?? [])
			.filter(({ address, scopeid }) => address !== "127.0.0.1" && !scopeid)
			.map(({ address }) => address);
		// Elsewhere a connection to an address that nobody has would not be refused, but wait.
		if (process.platform === "linux") others.push("127.0.0.2");
		for (const host of new Set([...others, "::1"]))
			await assert.rejects(once(connect({ host, port }), "connect"), host);
	});
});
