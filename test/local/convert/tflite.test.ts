import assert from "node:assert/strict";
import { Tensor } from "onnxruntime-node";
import { addConvolutions } from "../../../src/local/convert/convolutions.ts";
import { addMixer } from "../../../src/local/convert/mixer.ts";
import { createOnnxGraph } from "../../../src/local/convert/onnxGraph.ts";
import { readTflite } from "../../../src/local/convert/tflite.ts";
import { createSession, floatsOf } from "../../../src/local/onnx.ts";
import { toTfliteFile } from "./tfliteFile.ts";

const CONVOLVE = 3;
const DEQUANTIZE = 6;
const SAME = [0] as const;
const VALID = [1] as const;
const RELU = [1] as const;

type Network = Parameters<typeof toTfliteFile>[0];

/** Computes the first output of a network in ONNX Runtime, for as many faces as there are values. */
const compute = async (
	network: Network,
	add: typeof addConvolutions,
	input: { readonly values: readonly number[]; readonly shape: readonly number[] },
): Promise<readonly number[]> => {
	const graph = createOnnxGraph("test");
	const [output = ""] = add(graph, readTflite(toTfliteFile(network)), "input");
	graph.rename(output, "output");
	const rank = network.tensors.at(-1)?.shape ?? [];
	const model = graph.toModel(
		[{ name: "input", type: "float32", shape: input.shape.map((_, i) => `axis${i}`) }],
		[{ name: "output", type: "float32", shape: rank.map((_, i) => `result${i}`) }],
	);
	const session = await createSession(model);
	const tensor = new Tensor("float32", Float32Array.from(input.values), [...input.shape]);
	return [...floatsOf(await session.run({ input: tensor }), "output")];
};

/** One operator from tensor 0 to the last one; the others are its constants. */
const operator = (
	code: number,
	tensors: Network["tensors"],
	options: NonNullable<Network["operators"][number]["options"]> = {},
): Network => {
	const last = tensors.length - 1;
	const inputs = tensors.slice(0, last).map((_, i) => i);
	return {
		tensors,
		operators: [{ code, inputs, outputs: [last], options }],
		inputs: [0],
		outputs: [last],
	};
};

const floats = (...values: readonly number[]) => Float32Array.from(values);
const integers = (...values: readonly number[]) => Int32Array.from(values);

describe("readTflite", () => {
	it("makes 32-bit floats of 16-bit constants, exactly", () => {
		const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555);
		const network = readTflite(
			toTfliteFile({
				tensors: [{ shape: [6], values: halves }, { shape: [6] }],
				operators: [{ code: DEQUANTIZE, inputs: [0], outputs: [1] }],
				inputs: [],
				outputs: [1],
			}),
		);
		assert.deepEqual(network.operators, []);
		assert.deepEqual(
			network.tensors[1]?.values,
			floats(1, -2, 2 ** -24, 65504, -0, 0.333251953125),
		);
	});

	it("refuses other files, operators it does not know and constants of another size", () => {
		assert.throws(() => readTflite(new Uint8Array(100)), /not a network/u);
		assert.throws(() => readTflite(toTfliteFile(operator(126, [{ shape: [1] }, { shape: [1] }]))), {
			message: "The operator 126 is not known.",
		});
		const short = operator(0, [{ shape: [3], values: floats(1, 2) }, { shape: [3] }]);
		assert.throws(() => readTflite(toTfliteFile(short)), /2 values do not fill 3/u);
	});

	it("never reads beyond the end of a file that was cut off", () => {
		const whole = toTfliteFile(operator(0, [{ shape: [1], values: floats(1) }, { shape: [1] }]));
		for (let length = 8; length < whole.length; length += 1)
			assert.throws(() => readTflite(whole.slice(0, length)), `${length} bytes`);
	});
});

describe("addConvolutions", () => {
	it("pads as TensorFlow does, more after than before", async () => {
		const network = operator(
			CONVOLVE,
			[
				{ shape: [1, 4, 4, 2] },
				{ shape: [1, 3, 3, 2], values: Float32Array.from({ length: 18 }, (_, i) => i) },
				{ shape: [1], values: floats(-200) },
				{ shape: [1, 2, 2, 1] },
			],
			{ 0: SAME, 1: 2, 2: 2, 3: RELU },
		);
		const picture = Array.from({ length: 32 }, (_, i) => (i % 7) - 1);
		// Channels lie one after the other; the window reaches over the right and lower edge alone.
		const at = (channel: number, y: number, x: number) =>
			y < 4 && x < 4 ? (picture[channel * 16 + y * 4 + x] ?? NaN) : 0;
		const expected = [0, 2].flatMap((top) =>
			[0, 2].map((left) => {
				let sum = -200;
				for (let i = 0; i < 18; i += 1)
					sum += i * at(i % 2, top + Math.floor(i / 6), left + (Math.floor(i / 2) % 3));
				return Math.max(0, sum);
			}),
		);
		const input = { values: picture, shape: [1, 2, 4, 4] };
		assert.deepEqual(await compute(network, addConvolutions, input), expected);
		assert.equal(expected.filter((value) => value > 0).length, 2);
	});

	it("convolves each channel on its own", async () => {
		const network = operator(
			4,
			[
				{ shape: [1, 1, 2, 2] },
				{ shape: [1, 1, 2, 2], values: floats(1, 10, 2, 20) },
				{ shape: [2], values: floats(0.5, 0) },
				{ shape: [1, 1, 1, 2] },
			],
			{ 0: VALID, 1: 1, 2: 1, 3: 1 },
		);
		const input = { values: [3, 4, 5, 6], shape: [1, 2, 1, 2] };
		assert.deepEqual(await compute(network, addConvolutions, input), [11.5, 170]);
	});

	it("takes the largest of each window, for several faces at once", async () => {
		const network = operator(17, [{ shape: [1, 2, 2, 1] }, { shape: [1, 1, 1, 1] }], {
			0: SAME,
			1: 2,
			2: 2,
			3: 2,
			4: 2,
		});
		const input = { values: [1, 5, 2, 3, -4, -1, -2, -3], shape: [2, 1, 2, 2] };
		assert.deepEqual(await compute(network, addConvolutions, input), [5, -1]);
	});

	it("adds channels of zeros where tflite pads the last axis", async () => {
		const network = operator(34, [
			{ shape: [1, 1, 2, 1] },
			{ shape: [4, 2], values: integers(0, 0, 0, 0, 0, 0, 0, 1) },
			{ shape: [1, 1, 2, 2] },
		]);
		const input = { values: [7, 8], shape: [1, 1, 1, 2] };
		assert.deepEqual(await compute(network, addConvolutions, input), [7, 8, 0, 0]);
	});

	it("bends each channel by its own slope", async () => {
		const network = operator(54, [
			{ shape: [1, 1, 1, 2] },
			{ shape: [1, 1, 2], values: floats(0.5, 2) },
			{ shape: [1, 1, 1, 2] },
		]);
		const input = { values: [-4, -4], shape: [1, 2, 1, 1] };
		assert.deepEqual(await compute(network, addConvolutions, input), [-2, -8]);
	});

	it("refuses an operator that has no place among convolutions", async () => {
		const network = operator(78, [{ shape: [1] }, { shape: [1] }]);
		await assert.rejects(compute(network, addConvolutions, { values: [1], shape: [1] }));
	});
});

describe("addMixer", () => {
	it("multiplies the last axis where the window is one cell", async () => {
		const network = operator(
			CONVOLVE,
			[
				{ shape: [1, 1, 2, 3] },
				{ shape: [2, 1, 1, 3], values: floats(1, 2, 3, -1, 0, 1) },
				{ shape: [2], values: floats(10, -1) },
				{ shape: [1, 1, 2, 2] },
			],
			{ 0: VALID, 1: 1, 2: 1, 3: RELU },
		);
		const input = { values: [1, 2, 3, 3, 2, 1], shape: [1, 1, 2, 3] };
		assert.deepEqual(await compute(network, addMixer, input), [24, 1, 20, 0]);
	});

	it("repeats a constant for each face it is joined to", async () => {
		const network = operator(
			2,
			[{ shape: [1, 1, 2] }, { shape: [1, 1, 2], values: floats(8, 9) }, { shape: [1, 2, 2] }],
			{ 0: -2 },
		);
		const input = { values: [1, 2, 3, 4], shape: [2, 1, 2] };
		assert.deepEqual(await compute(network, addMixer, input), [1, 2, 8, 9, 3, 4, 8, 9]);
	});

	it("slices all axes but the faces'", async () => {
		const network = operator(
			45,
			[
				{ shape: [1, 3] },
				{ shape: [2], values: integers(0, 1) },
				{ shape: [2], values: integers(1, 9) },
				{ shape: [2], values: integers(1, 1) },
				{ shape: [1, 2] },
			],
			{ 0: 1, 1: 2 },
		);
		const input = { values: [1, 2, 3, 4, 5, 6], shape: [2, 3] };
		assert.deepEqual(await compute(network, addMixer, input), [2, 3, 5, 6]);
	});

	for (const { name, code, constant, options, expected } of [
		{ name: "add", code: 0, constant: floats(1, 2), options: {}, expected: [5, 11] },
		{ name: "subtract", code: 41, constant: floats(1, 2), options: {}, expected: [3, 7] },
		{ name: "multiply", code: 18, constant: floats(1, 2), options: {}, expected: [4, 18] },
		{ name: "divide", code: 42, constant: floats(1, 2), options: {}, expected: [4, 4.5] },
		{
			name: "squared difference",
			code: 99,
			constant: floats(1, 2),
			options: {},
			expected: [9, 49],
		},
		{ name: "mean", code: 40, constant: integers(-1), options: { 0: [1] }, expected: [6.5] },
		{ name: "sum", code: 74, constant: integers(1), options: { 0: [1] }, expected: [13] },
		{ name: "transpose", code: 39, constant: integers(1, 0), options: {}, expected: [4, 9] },
		{ name: "reshape", code: 22, constant: integers(1, 2), options: {}, expected: [4, 9] },
		{ name: "negate", code: 59, constant: undefined, options: {}, expected: [-4, -9] },
		{ name: "square root", code: 75, constant: undefined, options: {}, expected: [2, 3] },
		{
			name: "inverse square root",
			code: 76,
			constant: undefined,
			options: {},
			expected: [0.5, 1 / 3],
		},
	] as const)
		it(`knows ${name}`, async () => {
			const constants = constant ? [{ shape: [constant.length], values: constant }] : [];
			const network = operator(code, [{ shape: [1, 2] }, ...constants, { shape: [1, 2] }], options);
			const values = await compute(network, addMixer, { values: [4, 9], shape: [1, 2] });
			assert.equal(values.length, expected.length);
			for (const [i, value] of values.entries())
				assert.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-6, values.join(", "));
		});
});
