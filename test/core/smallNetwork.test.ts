import assert from "node:assert/strict";
import { countValues, runNetwork } from "../../src/core/smallNetwork.ts";
import type { SmallNetwork } from "../../src/core/smallNetwork.ts";

/** Two inputs, one hidden unit, one output. */
const member = [1, 2, 0.5, 3, -1];
const make = (...members: readonly (readonly number[])[]): SmallNetwork => ({
	inputs: 2,
	hidden: 1,
	outputs: 1,
	members: members.length,
	values: Float32Array.from([10, 20, 0.5, 2, ...members.flat()]),
});

const sigmoid = (odds: number): number => 1 / (1 + Math.exp(-odds));

describe("a small network", () => {
	it("weighs what its inputs are away from the usual", () => {
		const [probability = NaN] = runNetwork(make(member), Float32Array.of(11, 20.1));
		const expected = sigmoid(3 * Math.tanh(0.5 * 1 + 0.2 * 2 + 0.5) - 1);
		assert.ok(Math.abs(probability - expected) < 1e-5, `${probability}`);
	});

	it("takes nothing for further away than three and a half deviations", () => {
		const [far, farther] = [1e3, 1e6].map((x) => runNetwork(make(member), Float32Array.of(x, 20)));
		assert.deepEqual(far, farther);
	});

	it("takes the mean of its members", () => {
		const [probability = NaN] = runNetwork(make(member, [0, 0, 0, 0, 4]), Float32Array.of(10, 20));
		const expected = sigmoid((3 * Math.tanh(0.5) - 1 + 4) / 2);
		assert.ok(Math.abs(probability - expected) < 1e-5, `${probability}`);
	});

	it("refuses another number of inputs", () => {
		assert.throws(() => runNetwork(make(member), new Float32Array(3)), RangeError);
	});

	it("says how many numbers it has", () => {
		const network = make(member, member);
		assert.equal(countValues(network), network.values.length);
	});
});
