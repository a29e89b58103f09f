import assert from "node:assert/strict";
import { parseS3Uri, toS3Uri } from "../../src/s3/uri.ts";

describe("S3 URIs", () => {
	it("take the key as it stands", () => {
		for (const key of ["a.mp4", "a b+c%20.mp4", "a//b/../c?x#y.mp4", "ü\n😀.mp4", " ", ""]) {
			assert.deepEqual(parseS3Uri(toS3Uri({ bucket: "my.bucket-1", key })), {
				bucket: "my.bucket-1",
				key,
			});
		}
	});

	it("name a bucket without a key", () => {
		assert.deepEqual(parseS3Uri("s3://videos"), { bucket: "videos", key: "" });
	});

	it("are told from other texts", () => {
		for (const text of ["", "s3:/videos/a", "s3://ab/c", "s3://vi deos/a", "https://videos/a"]) {
			assert.equal(parseS3Uri(text), undefined, text);
		}
	});
});
