import assert from "node:assert/strict";
import { assign } from "../../src/core/assignment.ts";
import { createRandom } from "../support/random.ts";

/** The greatest sum, by trying everything. */
const greatest = (gains: readonly (readonly number[])[], taken: readonly number[] = []): number => {
	const [row, ...rest] = gains;
	if (!row) return 0;
	const sums = row.map((gain, column) =>
		taken.includes(column) || gain <= 0 ? 0 : gain + greatest(rest, [...taken, column]),
	);
	return Math.max(greatest(rest, taken), ...sums);
};

const sumOf = (gains: readonly (readonly number[])[], chosen: readonly number[]): number =>
	chosen.reduce((sum, column, row) => sum + (column < 0 ? 0 : (gains[row]?.[column] ?? NaN)), 0);

describe("the best assignment", () => {
	it("gives up the best pair where two others are worth more", () => {
		assert.deepEqual(
			assign([
				[10, 9],
				[9, 1],
			]),
			[1, 0],
		);
	});

	it("leaves alone whom nothing fits", () => {
		assert.deepEqual(assign([[0, -1], [2]]), [-1, 0]);
		assert.deepEqual(assign([[3], [2]]), [0, -1]);
		assert.deepEqual(assign([[], []]), [-1, -1]);
		assert.deepEqual(assign([]), []);
	});

	it("gains as much as trying everything does", () => {
		const random = createRandom(7);
		for (let round = 0; round < 300; round += 1) {
			const [rows, columns] = [random.integer(0, 5), random.integer(0, 5)];
			const gains = Array.from({ length: rows }, () =>
				Array.from({ length: columns }, () => random.integer(-3, 9)),
			);
			const chosen = assign(gains);
			const used = chosen.filter((column) => column >= 0);
			assert.equal(new Set(used).size, used.length);
			assert.equal(sumOf(gains, chosen), greatest(gains), JSON.stringify(gains));
		}
	});
});
