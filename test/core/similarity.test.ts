import assert from "node:assert/strict";
import { distanceBetween, toSimilarity } from "../../src/core/similarity.ts";

const UP = Float32Array.of(0, 1);

describe("the distance of embeddings", () => {
	it("is none to itself and two to the opposite", () => {
		assert.equal(distanceBetween(UP, UP), 0);
		assert.equal(distanceBetween(UP, Float32Array.of(0, -1)), 2);
		assert.ok(Math.abs(distanceBetween(UP, Float32Array.of(1, 0)) - Math.SQRT2) < 1e-6);
	});

	it("is refused between embeddings of different networks", () => {
		assert.throws(() => distanceBetween(UP, Float32Array.of(0, 1, 0)), /2 and 3 numbers/u);
	});
});

describe("the similarity of faces", () => {
	it("is 100 at no distance and nothing at the greatest", () => {
		assert.equal(toSimilarity(0), 100);
		const least = toSimilarity(2);
		assert.ok(least >= 0 && least < 1e-6);
	});

	it("falls with every step of distance", () => {
		for (let step = 15; step < 80; step += 1)
			assert.ok(toSimilarity(step / 100) > toSimilarity((step + 1) / 100), `${step}`);
	});

	it("passes Rekognition's threshold of 80 where as many pairs are missed as mistaken", () => {
		assert.ok(Math.abs(toSimilarity(0.41) - 80) < 1e-9);
	});

	it("is clear for pairs as one usually sees them", () => {
		assert.ok(toSimilarity(0.31) > 95);
		assert.ok(toSimilarity(0.59) < 10);
	});
});
