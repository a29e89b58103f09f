import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { toImageId } from "../../src/local/imageId.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest();

describe("ImageId", () => {
	it("is a name-based UUID, the same for the same bytes only", () => {
		const id = toImageId(sha256("image"));
		assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		assert.equal(toImageId(new Uint8Array(sha256("image"))), id);
		assert.notEqual(toImageId(sha256("other")), id);
	});

	it("does not change from one version of the program to the next", () => {
		assert.equal(toImageId(sha256("image")), "6a7038b3-6c31-509f-bc1d-be0f4295e024");
	});
});
