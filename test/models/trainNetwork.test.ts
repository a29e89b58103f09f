import assert from "node:assert/strict";
import { drawSamples } from "../../models/build/faceSamples.ts";
import { fitFaceMarks } from "../../models/build/fitFaceMarks.ts";
import { trainNetwork, type Sample } from "../../models/build/trainNetwork.ts";
import { runNetwork } from "../../src/core/smallNetwork.ts";
import { createRandom } from "../support/random.ts";

/** Either of two numbers being high makes the first truth, both make the second one. */
const makeSamples = (seed: number, count: number): readonly Sample[] => {
	const random = createRandom(seed);
	return Array.from({ length: count }, () => {
		const [one, other] = [random.normal(), random.normal()];
		const targets = [Number(one > 0 !== other > 0), Number(one > 0 && other > 0)];
		return { row: Float32Array.of(one, other, random.normal()), targets };
	});
};

const training = { hidden: 8, members: 2, epochs: 30, seed: 5, priors: [0.5, 0.25] };

describe("a small network in training", () => {
	const samples = makeSamples(1, 1500);

	it("learns what no straight line tells", () => {
		const network = trainNetwork(samples, { ...training, epochs: 150 });
		const others = makeSamples(2, 300);
		for (const output of [0, 1]) {
			const wrong = others.filter(({ row, targets }) => {
				const probability = runNetwork(network, row)[output] ?? 0;
				return Number(probability > 0.5) !== targets[output];
			});
			assert.ok(wrong.length < 0.1 * others.length, `${output}: ${wrong.length} wrong`);
		}
	});

	it("comes to the same numbers for the same seed, and to others for another", () => {
		const few = { ...training, epochs: 2 };
		const [one, again] = [trainNetwork(samples, few), trainNetwork(samples, few)];
		assert.deepEqual(one, again);
		assert.notDeepEqual(one.values, trainNetwork(samples, { ...few, seed: 6 }).values);
	});

	const count = (priors: readonly number[]): number => {
		const network = trainNetwork(samples, { ...training, epochs: 4, priors });
		return samples.filter(({ row }) => (runNetwork(network, row)[0] ?? 0) > 0.5).length;
	};

	it("expects as many as its prior says, however many there are", () => {
		assert.ok(count([0.2, 0.25]) < count([0.8, 0.25]));
	});

	it("learns nothing of what is not known", () => {
		const half = samples.map(({ row, targets: [target = 0] }) => ({ row, targets: [target, NaN] }));
		const some = half.map((sample, i) => (i < 10 ? (samples[i] ?? sample) : sample));
		const { values } = trainNetwork(some, { ...training, epochs: 3 });
		assert.ok(values.every(Number.isFinite));
	});
});

const drawFew = () => [...drawSamples(11, { portraits: 2, people: 2, ofEach: 4 })];

describe("the samples that face marks are trained on", () => {
	it("are the same for the same seed, and make networks of them", function () {
		this.timeout(120_000);
		const samples = drawFew();
		// Each face as two networks may place its landmarks.
		assert.equal(samples.length, 20);
		assert.deepEqual(samples, drawFew());
		const networks = fitFaceMarks(samples, 1);
		for (const name of ["hair", "frame", "lenses", "lids"] as const)
			assert.ok(samples.every(({ measures }) => measures[name].length === networks[name].inputs));
	});
});
