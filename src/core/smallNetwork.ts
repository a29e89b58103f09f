/** Several small networks that were trained alike, in one list of numbers; each has one hidden layer. */
export interface SmallNetwork {
	readonly inputs: number;
	readonly hidden: number;
	readonly outputs: number;
	readonly members: number;
	/**
	 * What to take from each input and what to multiply it by; then for each member the weights into the hidden layer,
	 * input by input, its biases, the weights out of it, hidden unit by unit, and the biases of the outputs.
	 */
	readonly values: Float32Array;
}

/** An input so many deviations away from the usual says no more than this. */
const MOST_DEVIATION = 3.5;

/** How many numbers a network of this shape has. */
export const countValues = ({ inputs, hidden, outputs, members }: Omit<SmallNetwork, "values">) =>
	2 * inputs + members * ((inputs + 1) * hidden + (hidden + 1) * outputs);

/** The probability of each output, 0..1: the members' log odds in the mean. */
export const runNetwork = (network: SmallNetwork, row: Float32Array): readonly number[] => {
	const { inputs, hidden, outputs, members, values } = network;
	if (row.length !== inputs) throw new RangeError(`${row.length} inputs for ${inputs}.`);
	const usual = row.map((value, i) => standardize(value, values[i] ?? 0, values[inputs + i] ?? 0));
	const sums = new Float64Array(outputs);
	let at = 2 * inputs;
	for (let member = 0; member < members; member += 1) {
		const inner = layer(usual, values.subarray(at), hidden).map(Math.tanh);
		at += (inputs + 1) * hidden;
		for (const [i, odds] of layer(inner, values.subarray(at), outputs).entries())
			sums[i] = (sums[i] ?? 0) + odds;
		at += (hidden + 1) * outputs;
	}
	return Array.from(sums, (sum) => 1 / (1 + Math.exp(-sum / members)));
};

export const standardize = (value: number, usual: number, scale: number): number =>
	Math.min(MOST_DEVIATION, Math.max(-MOST_DEVIATION, (value - usual) * scale));

/** Weights, input by input, then biases. */
const layer = (row: Float32Array, values: Float32Array, width: number): Float32Array => {
	const sums = values.slice(row.length * width, (row.length + 1) * width);
	for (const [i, value] of row.entries())
		for (let k = 0; k < width; k += 1)
			sums[k] = (sums[k] ?? 0) + value * (values[i * width + k] ?? 0);
	return sums;
};
