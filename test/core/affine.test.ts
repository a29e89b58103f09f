import assert from "node:assert/strict";
import { type Affine, applyAffine, fitSimilarity, invertAffine } from "../../src/core/affine.ts";

const points = [
	{ x: 0, y: 0 },
	{ x: 10, y: 0 },
	{ x: 3, y: 7 },
	{ x: -4, y: 2 },
];
const turned: Affine = { a: 1.2, b: -0.5, c: 30, d: 0.5, e: 1.2, f: -7 };

const assertNear = (found: object, expected: object): void => {
	for (const [name, value] of Object.entries(expected)) {
		const difference = Math.abs(Number(Reflect.get(found, name)) - Number(value));
		assert.ok(difference < 1e-9, `${name}: ${JSON.stringify(found)}`);
	}
};

describe("affine maps", () => {
	it("are undone by their inverse", () => {
		const map: Affine = { a: 2, b: 1, c: 5, d: -1, e: 3, f: 8 };
		for (const point of points)
			assertNear(applyAffine(invertAffine(map), applyAffine(map, point)), point);
		assert.throws(() => invertAffine({ a: 1, b: 2, c: 0, d: 2, e: 4, f: 0 }), RangeError);
	});

	it("are found from the points they have moved", () => {
		const moved = points.map((point) => applyAffine(turned, point));
		assertNear(fitSimilarity(points, moved), turned);
	});

	it("lie in the middle where points disagree", () => {
		const fit = fitSimilarity(
			[
				{ x: -1, y: 0 },
				{ x: 1, y: 0 },
			],
			[
				{ x: -3, y: 4 },
				{ x: 1, y: 4 },
			],
		);
		assertNear(applyAffine(fit, { x: 0, y: 0 }), { x: -1, y: 4 });
	});
});
