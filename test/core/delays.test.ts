import assert from "node:assert/strict";
import { growingDelays } from "../../src/core/delays.ts";

const take = (delays: Generator<number>, count: number): unknown[] =>
	Array.from({ length: count }, () => delays.next().value);

describe("growing delays", () => {
	it("grow by half up to the limit, for ever", () => {
		assert.deepEqual(
			take(growingDelays(5000, 20_000), 6),
			[5000, 7500, 11_250, 16_875, 20_000, 20_000],
		);
	});
});
