import assert from "node:assert/strict";
import { toFaceMarks } from "../../src/core/faceMarks.ts";
import type { FaceMeasures } from "../../src/core/faceMeasures.ts";
import type { SmallNetwork } from "../../src/core/smallNetwork.ts";

const none = Float32Array.of(0);
const measures: FaceMeasures = { hair: none, frame: none, lenses: none, lids: none };

/** A network that says the same of everybody. */
const makeStubborn = (...odds: readonly number[]): SmallNetwork => ({
	inputs: 1,
	hidden: 1,
	outputs: odds.length,
	members: 1,
	values: Float32Array.from([0, 1, 0, 0, ...odds.map(() => 0), ...odds]),
});

const networks = {
	hair: makeStubborn(4, -4),
	frame: makeStubborn(2),
	lenses: makeStubborn(-3),
	lids: makeStubborn(1),
};

const rounded = (marks: ReturnType<typeof toFaceMarks>) =>
	Object.entries(marks).map(([name, value]) => [name, value.toFixed(2)]);

describe("face marks", () => {
	it("are what each network says, by name", () => {
		assert.deepEqual(rounded(toFaceMarks(measures, networks)), [
			["beard", "0.98"],
			["mustache", "0.02"],
			["eyeglasses", "0.88"],
			["sunglasses", "0.05"],
			["eyesOpen", "0.73"],
		]);
	});

	it("are undecided where what they are told by is outside the picture", () => {
		const { beard, mustache, sunglasses } = toFaceMarks(measures, networks, { hair: 0.9, eyes: 1 });
		assert.deepEqual([beard, mustache], [0.5, 0.5]);
		assert.ok(sunglasses < 0.1);
		const eyeless = toFaceMarks(measures, networks, { hair: 1, eyes: 0.3 });
		assert.deepEqual([eyeless.eyeglasses, eyeless.sunglasses, eyeless.eyesOpen], [0.5, 0.5, 0.5]);
		assert.ok(eyeless.beard > 0.9);
	});

	it("are less sure the more of it is outside", () => {
		const [all, most] = [1, 0.9].map((eyes) => toFaceMarks(measures, networks, { hair: 1, eyes }));
		assert.ok((most?.eyesOpen ?? 0) > 0.5 && (most?.eyesOpen ?? 1) < (all?.eyesOpen ?? 0));
	});
});
