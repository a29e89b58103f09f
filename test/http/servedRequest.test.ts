import assert from "node:assert/strict";
import { parseServedRequest } from "../../src/http/servedRequest.ts";

describe("a request over HTTP", () => {
	it("is read by the operation's table, with blobs in base64", () => {
		assert.deepEqual(parseServedRequest("DetectFaces", { Image: { Bytes: "aGk=" } }), {
			type: "request",
			request: { Image: { Bytes: Uint8Array.from([104, 105]) } },
		});
		const { type } = parseServedRequest("CreateCollection", { CollectionId: "a b" });
		assert.equal(type, "constraint");
		assert.equal(parseServedRequest("ListCollections", { MaxResults: true }).type, "serialization");
	});

	it("names no file of this machine", () => {
		const file = { S3Object: { Name: "file:///etc/passwd" } };
		for (const [operation, body] of [
			["StartFaceDetection", { Video: file }],
			["StartFaceSearch", { Video: file, CollectionId: "c" }],
			["DetectFaces", { Image: file }],
			["CompareFaces", { SourceImage: { Bytes: "aGk=" }, TargetImage: file }],
		] as const)
			assert.deepEqual(parseServedRequest(operation, body), {
				type: "constraint",
				message: "Request has invalid parameters",
			});
	});
});
