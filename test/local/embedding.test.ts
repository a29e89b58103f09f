import assert from "node:assert/strict";
import { EMBEDDING_KIND, parseEmbedding, toStoredEmbedding } from "../../src/local/embedding.ts";
import { toLooks } from "../support/looks.ts";

const withValue = (value: number, at = 5) => toLooks(1).with(at, value);

describe("stored embedding", () => {
	it("is what was stored", () => {
		assert.deepEqual(
			parseEmbedding(toStoredEmbedding(toLooks(1), EMBEDDING_KIND), EMBEDDING_KIND),
			toLooks(1),
		);
	});

	it("is the piece that a larger memory holds", () => {
		const many = new Float32Array(300);
		many.set(toLooks(1), 100);
		const stored = toStoredEmbedding(many.subarray(100, 228), EMBEDDING_KIND);
		assert.deepEqual(parseEmbedding(stored, EMBEDDING_KIND), toLooks(1));
	});

	it("is refused when it does not compare", () => {
		for (const wrong of [
			toLooks(1).subarray(1),
			new Float32Array(128),
			withValue(NaN),
			withValue(Infinity),
			toLooks(1).map((value) => 2 * value),
		])
			assert.throws(() => toStoredEmbedding(wrong, EMBEDDING_KIND), RangeError);
	});

	it("is none when a single bit of it is another", () => {
		const { data, crc } = toStoredEmbedding(toLooks(1), EMBEDDING_KIND);
		for (let i = 0; i < data.length; i += 1) {
			const changed = data.with(i, (data[i] ?? 0) ^ 1);
			assert.equal(parseEmbedding({ data: changed, crc }, EMBEDDING_KIND), undefined);
		}
	});

	it("is none when it is of another size", () => {
		const stored = toStoredEmbedding(toLooks(1), EMBEDDING_KIND);
		const kind = { FaceModelVersion: "2.0", size: 64 };
		assert.equal(parseEmbedding(stored, kind), undefined);
	});
});
