import assert from "node:assert/strict";
import { toFaceCut } from "../../src/core/faceCut.ts";
import { measureFace, toShownShares } from "../../src/core/faceMeasures.ts";
import { cutBelow, landmarksBelow, paint, SKIN, type Colour } from "./paintedFace.ts";

/** The last four numbers of a row describe the skin. */
const SKIN_NUMBERS = 4;
const ofSpots = (row: Float32Array): readonly number[] => Array.from(row.slice(0, -SKIN_NUMBERS));

const assertNear = (one: readonly number[], other: readonly number[], most: number): void => {
	assert.equal(one.length, other.length);
	for (const [i, value] of one.entries())
		assert.ok(Math.abs(value - (other[i] ?? NaN)) <= most, `${i}: ${value} and ${other[i]}`);
};

describe("a face that is cut out to be measured", () => {
	const picture = { widthPx: 100, heightPx: 100 };

	it("needs its landmarks, in different places", () => {
		assert.equal(toFaceCut(landmarksBelow().slice(1), picture), undefined);
		const heap = landmarksBelow().map((landmark) => ({ ...landmark, X: 0.5, Y: 0.5 }));
		assert.equal(toFaceCut(heap, picture), undefined);
	});

	it("must be cut as it was asked for", () => {
		assert.throws(() => measureFace(new Uint8Array(12), cutBelow()), RangeError);
	});
});

describe("the measures of a face", () => {
	const cut = cutBelow();
	const measure = (colourAt: (y: number, x: number) => Colour) =>
		measureFace(paint(cut, colourAt), cut);
	const bare = measure(() => SKIN);

	it("are nothing where all of it looks the same", () => {
		for (const row of [bare.hair, bare.frame, bare.lenses, bare.lids])
			assert.ok(ofSpots(row).every((value) => Math.abs(value) < 1e-5));
	});

	it("do not depend on the light of the scene", () => {
		const [bright, dim] = [1, 0.7].map((scale) =>
			measure((y) => {
				const [red, green, blue] = y > 90 ? ([110, 90, 80] as const) : SKIN;
				return [red * scale, green * scale, blue * scale];
			}),
		);
		assert.ok(bright && dim);
		assertNear(ofSpots(bright.hair), ofSpots(dim.hair), 0.06);
	});

	it("do not depend on which side the light comes from", () => {
		const [left, right] = [-1, 1].map((side) =>
			measure((_y, x) => {
				const light = 0.8 + (side * (x - 56)) / 280;
				return [SKIN[0] * light, SKIN[1] * light, SKIN[2] * light];
			}),
		);
		assert.ok(left && right);
		assertNear([...left.lenses], [...right.lenses], 0.03);
	});

	it("tell a dark jaw by the spots of hair and dark eyes by those of lenses", () => {
		const jaw = measure((y) => (y > 90 ? [60, 50, 45] : SKIN));
		const eyes = measure((y) => (y > 26 && y < 44 ? [40, 35, 30] : SKIN));
		assert.ok(Math.max(...ofSpots(jaw.hair)) > 0.7);
		assert.ok(Math.max(...ofSpots(jaw.lenses)) < 0.1);
		assert.ok(Math.max(...ofSpots(eyes.lenses)) > 0.7);
		assert.ok(Math.max(...ofSpots(eyes.hair)) < 0.1);
	});

	it("tell edges before the eyes", () => {
		const rim = measure((y) => (Math.abs(y - 44) < 1 ? [30, 30, 30] : SKIN));
		assert.ok(Math.max(...ofSpots(rim.frame)) > Math.max(...ofSpots(rim.lids)));
	});
});

describe("what is shown of a face", () => {
	it("is all of it in the middle of a picture", () => {
		assert.deepEqual(toShownShares(cutBelow()), { hair: 1, eyes: 1 });
	});

	it("is less of the chin at the lower edge, then less of the mouth, and the eyes last", () => {
		const shares = [0, 35, 55, 75, 120].map((downPx) => toShownShares(cutBelow(downPx)));
		const hair = shares.map((share) => share.hair);
		assert.deepEqual(
			hair,
			hair.toSorted((one, other) => other - one),
		);
		assert.ok((hair[1] ?? 1) < 1 && hair.at(-1) === 0);
		assert.ok((shares[1]?.eyes ?? 0) === 1 && (shares.at(-1)?.eyes ?? 1) < 0.5);
	});
});
