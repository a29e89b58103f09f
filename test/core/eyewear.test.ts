import assert from "node:assert/strict";
import { eyeglassesOf, sunglassesOf } from "../../src/core/eyewear.ts";
import type { Evidence } from "../../src/core/evidence.ts";

const nobody: Evidence = { facePx: 200, aspectRatio: 1 };
const marks = { beard: 0, mustache: 0, eyeglasses: 0.3, sunglasses: 0.1, eyesOpen: 1 };
const glasses = { none: 0.1, eyeglasses: 0.8, sunglasses: 0.1, mouthOpen: 0, eyesClosed: 0 };

describe("eyewear", () => {
	it("is unknown where nothing tells it", () => {
		assert.equal(eyeglassesOf(nobody), undefined);
		assert.equal(sunglassesOf(nobody), undefined);
	});

	it("is told by the picture alone where there is no network", () => {
		const probability = eyeglassesOf({ ...nobody, marks }) ?? 1;
		assert.ok(probability < 0.4 && probability > 0.3, "surer than the picture can make anybody");
		assert.equal(sunglassesOf({ ...nobody, marks }), 0.1);
	});

	it("is eyeglasses where the network sees some and nothing is dark", () => {
		assert.ok((eyeglassesOf({ ...nobody, marks, glasses }) ?? 0) > 0.7);
		assert.equal(eyeglassesOf({ ...nobody, glasses }), 0.8);
	});

	it("is sunglasses where either sees some", () => {
		const dark = { ...marks, sunglasses: 0.9 };
		assert.equal(sunglassesOf({ ...nobody, marks: dark, glasses }), 0.9);
		assert.ok((eyeglassesOf({ ...nobody, marks: dark, glasses }) ?? 1) < 0.1);
		const black = { ...glasses, eyeglasses: 0.05, sunglasses: 0.85 };
		assert.equal(sunglassesOf({ ...nobody, marks, glasses: black }), 0.85);
	});
});
