import assert from "node:assert/strict";
import { readMxnetParams } from "../../../src/local/convert/mxnetParams.ts";
import { toMxnetFile } from "./mxnetFile.ts";

describe("readMxnetParams", () => {
	const arrays = {
		"arg:weight": { shape: [2, 1, 1, 3], values: [1, 2, 3, 4, 5, 6.5] },
		"aux:mean": { shape: [1], values: [-0.25] },
	};

	it("reads each array with its name", () => {
		const params = readMxnetParams(toMxnetFile(arrays));
		assert.deepEqual([...params.keys()], Object.keys(arrays));
		assert.deepEqual(params.get("arg:weight"), {
			shape: [2, 1, 1, 3],
			values: Float32Array.of(1, 2, 3, 4, 5, 6.5),
		});
		assert.deepEqual(params.get("aux:mean")?.values, Float32Array.of(-0.25));
	});

	it("never reads beyond the end of a file that was cut off, and leaves nothing unread", () => {
		const whole = toMxnetFile(arrays);
		for (let length = 0; length < whole.length; length += 1)
			assert.throws(() => readMxnetParams(whole.slice(0, length)), `${length} bytes`);
		assert.throws(() => readMxnetParams(Buffer.concat([whole, Buffer.of(0)])), /1 bytes are left/u);
	});

	it("refuses other files and other kinds of arrays", () => {
		const whole = toMxnetFile(arrays);
		const change = (offset: number) => {
			const changed = whole.slice();
			changed[offset] = 77;
			return changed;
		};
		assert.throws(() => readMxnetParams(change(0)), /not a file of MXNet's arrays/u);
		assert.throws(() => readMxnetParams(change(24)), /kind of array/u);
		assert.throws(() => readMxnetParams(change(28)), /kind of array/u);
		assert.throws(() => readMxnetParams(change(32)), /77 dimensions/u);
		assert.throws(() => readMxnetParams(change(76)), /32-bit floats/u);
		assert.throws(() => readMxnetParams(change(43)), RangeError);
	});
});
