import assert from "node:assert/strict";
import { toCanonicalJson } from "../../src/core/canonical.ts";

describe("canonical JSON", () => {
	it("is the same text for the same members in another order, at any depth", () => {
		assert.equal(
			toCanonicalJson({ b: { d: [{ y: 1, x: 2 }], c: 3 }, a: 1 }),
			toCanonicalJson({ a: 1, b: { c: 3, d: [{ x: 2, y: 1 }] } }),
		);
	});

	it("keeps the order of lists and tells null from absent", () => {
		assert.notEqual(toCanonicalJson([1, 2]), toCanonicalJson([2, 1]));
		assert.notEqual(toCanonicalJson({ a: null }), toCanonicalJson({}));
	});
});
