import assert from "node:assert/strict";
import { toPage } from "../../src/core/pages.ts";

describe("pages", () => {
	it("are full but for the last, which has no next", () => {
		assert.deepEqual(toPage(0, 2500), { first: 0, length: 1000, next: 1000 });
		assert.deepEqual(toPage(2000, 2500), { first: 2000, length: 500 });
		assert.deepEqual(toPage(0, 1000), { first: 0, length: 1000 });
	});

	it("take a MaxResults above 1000 for 1000", () => {
		assert.deepEqual(toPage(0, 5000, 4000), { first: 0, length: 1000, next: 1000 });
		assert.deepEqual(toPage(10, 5000, 7), { first: 10, length: 7, next: 17 });
	});

	it("are empty where nothing was found", () => {
		assert.deepEqual(toPage(0, 0), { first: 0, length: 0 });
	});
});
