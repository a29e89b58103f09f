import assert from "node:assert/strict";
import { toLocalVideo, toS3Video, toVideoAddress, toVideoName } from "../../src/api/video.ts";

describe("video", () => {
	it("has the last part of its path or key for a name", () => {
		assert.equal(toVideoName(toLocalVideo("file:///a/b%20c.mp4")), "b c.mp4");
		assert.equal(toVideoName(toS3Video("bucket", "x/50%/y z.mp4")), "y z.mp4");
		assert.equal(toVideoName(toS3Video("bucket", "100%.mp4")), "100%.mp4");
	});

	it("has an address a person can write down", () => {
		assert.equal(toVideoAddress(toS3Video("bucket", "x/y.mp4")), "s3://bucket/x/y.mp4");
		assert.equal(toVideoAddress(toLocalVideo("file:///a.mp4")), "file:///a.mp4");
	});
});
