import * as fc from "fast-check";
import assert from "node:assert/strict";
import {
	isMatch,
	similarityBetween,
	toMinCosine,
	toSimilarityByCosine,
} from "../../src/core/matching.ts";
import { toLooks } from "../support/looks.ts";

const percents = fc.double({ min: 0, max: 100, noNaN: true });
const cosines = fc.double({ min: -1, max: 1, noNaN: true });

describe("a match", () => {
	it("is never lost to the least cosine of its threshold", () => {
		fc.assert(
			fc.property(cosines, percents, (cosine, threshold) => {
				if (isMatch(toSimilarityByCosine(cosine), threshold))
					assert.ok(cosine >= toMinCosine(threshold));
			}),
			{ numRuns: 5000, seed: 1 },
		);
	});

	it("is what reaches the least cosine, but for a rounding", () => {
		for (const threshold of [1, 20, 50, 80, 90, 99, 99.9]) {
			const cosine = toMinCosine(threshold);
			assert.ok(Math.abs(toSimilarityByCosine(cosine) - threshold) < 0.01, `${threshold}`);
		}
		assert.ok(toMinCosine(0) <= -1);
	});

	it("passes its own similarity as a threshold", () => {
		fc.assert(
			fc.property(cosines, (cosine) => {
				const Similarity = toSimilarityByCosine(cosine);
				assert.ok(isMatch(Similarity, Similarity));
				assert.equal(Math.fround(Similarity), Similarity);
			}),
			{ seed: 1 },
		);
	});

	it("is 100 with the same looks, and nothing with others at right angles", () => {
		assert.equal(similarityBetween(toLooks(1), toLooks(1)), 100);
		assert.equal(toSimilarityByCosine(1.0000001), 100);
		assert.ok(similarityBetween(toLooks(1), toLooks(2)) < 1);
	});
});
