import * as fc from "fast-check";
import assert from "node:assert/strict";
import { type Neighbour, type NearestOptions, Vectors } from "../../src/core/nearest.ts";
import { toDirection, toUnit } from "../support/looks.ts";
import { createRandom } from "../support/random.ts";

/** Every row, one after the other, in double precision. */
const bruteForce = (
	rows: readonly Float32Array[],
	query: Float32Array,
	{ minCosine, limit, end = rows.length }: NearestOptions,
): Neighbour[] =>
	rows
		.slice(0, end)
		.map((vector, row) => ({ row, cosine: cosineOf(vector, query) }))
		.filter(({ cosine }) => cosine >= minCosine)
		.toSorted((one, other) => other.cosine - one.cosine || one.row - other.row)
		.slice(0, limit);

/** Added up as Vectors does, four numbers side by side: another order rounds differently. */
const cosineOf = (one: Float32Array, other: Float32Array): number => {
	const sums = [0, 0, 0, 0];
	for (const [i, value] of one.entries())
		sums[i % 4] = (sums[i % 4] ?? 0) + value * (other[i] ?? 0);
	return sums.reduce((sum, part) => sum + part);
};

const fill = (rows: readonly Float32Array[], size: number): Vectors => {
	const vectors = new Vectors(size);
	for (const row of rows) vectors.push(row);
	return vectors;
};

describe("the nearest vectors", () => {
	it("are those that looking at every one finds, to the last bit", () => {
		const world = fc.record({
			size: fc.integer({ min: 1, max: 200 }),
			count: fc.integer({ min: 0, max: 2500 }),
			seed: fc.integer(),
			copies: fc.integer({ min: 1, max: 40 }),
			minCosine: fc.double({ min: -1, max: 1, noNaN: true }),
			limit: fc.integer({ min: 0, max: 300 }),
			end: fc.option(fc.nat({ max: 2600 }), { nil: undefined }),
		});
		fc.assert(
			fc.property(world, ({ size, count, seed, copies, minCosine, limit, end }) => {
				const random = createRandom(seed);
				// Some are there more than once, so that there are ties.
				const kinds = Array.from({ length: Math.ceil(count / copies) }, () =>
					toDirection(random, size),
				);
				const rows = Array.from({ length: count }, (_, i) => kinds[i % kinds.length] ?? kinds[0]);
				const known = rows.flatMap((row) => row ?? []);
				const query = toDirection(random, size);
				const options = { minCosine, limit, ...(end === undefined ? {} : { end }) };
				assert.deepEqual(
					fill(known, size).nearest(query, options),
					bruteForce(known, query, options),
				);
			}),
			{ numRuns: 150, seed: 1 },
		);
	});

	it("are exact among 100,000", () => {
		const random = createRandom(1);
		// Pieces of one long noise, since making new noise for each takes long.
		const noise = Float32Array.from({ length: 300_000 }, () => random.normal());
		const rows = Array.from({ length: 100_000 }, () => {
			const start = random.integer(0, noise.length - 128);
			return toUnit(noise.subarray(start, start + 128));
		});
		const vectors = fill(rows, 128);
		for (const options of [
			{ minCosine: -1, limit: 4096 },
			{ minCosine: 0.25, limit: 100_000 },
		]) {
			const query = toDirection(random, 128);
			assert.deepEqual(vectors.nearest(query, options), bruteForce(rows, query, options));
		}
	});

	it("include one whose cosine is the least that counts", () => {
		const random = createRandom(2);
		const rows = Array.from({ length: 50 }, () => toDirection(random, 128));
		const vectors = fill(rows, 128);
		const query = toDirection(random, 128);
		for (const { row, cosine } of vectors.nearest(query, { minCosine: -1, limit: 50 })) {
			const found = vectors.nearest(query, { minCosine: cosine, limit: 50 });
			assert.equal(found.at(-1)?.row, row);
		}
	});

	it("stay right when rows are removed and others come", () => {
		const step = fc.oneof(
			fc.record({ add: fc.integer({ min: 1, max: 400 }) }),
			fc.record({ keep: fc.integer({ min: 1, max: 5 }) }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 12 }), fc.integer(), (steps, seed) => {
				const random = createRandom(seed);
				const vectors = new Vectors(20);
				let rows: Float32Array[] = [];
				for (const next of steps)
					if ("add" in next)
						for (let i = 0; i < next.add; i += 1) {
							const vector = toDirection(random, 20);
							vectors.push(vector);
							rows.push(vector);
						}
					else {
						const isKept = (row: number) => row % next.keep !== 1;
						vectors.retain(isKept);
						rows = rows.filter((_, row) => isKept(row));
					}
				assert.equal(vectors.count, rows.length);
				const query = toDirection(random, 20);
				const options = { minCosine: -1, limit: 10_000 };
				assert.deepEqual(vectors.nearest(query, options), bruteForce(rows, query, options));
			}),
			{ numRuns: 60, seed: 1 },
		);
	});

	it("are never those with numbers that are none", () => {
		const vectors = fill([Float32Array.of(1, 0), Float32Array.of(NaN, 1)], 2);
		const options = { minCosine: -1, limit: 10 };
		assert.deepEqual(vectors.nearest(Float32Array.of(0, 1), options), [{ row: 0, cosine: 0 }]);
		assert.deepEqual(vectors.nearest(Float32Array.of(NaN, 1), options), []);
	});

	it("are refused among vectors of another length", () => {
		const vectors = new Vectors(128);
		assert.throws(() => vectors.push(new Float32Array(127)), /127 numbers instead of 128/);
		assert.throws(
			() => vectors.nearest(new Float32Array(512), { minCosine: 0, limit: 1 }),
			/512 numbers instead of 128/,
		);
	});
});
