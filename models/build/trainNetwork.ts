import { countValues, standardize } from "../../src/core/smallNetwork.ts";
import type { SmallNetwork } from "../../src/core/smallNetwork.ts";
import { createRandom, type Random } from "../../test/support/random.ts";

/** What is measured and what is true of it; NaN where it is not to be learnt from. */
export interface Sample {
	readonly row: Float32Array;
	readonly targets: readonly number[];
}

export interface Training {
	readonly hidden: number;
	readonly members: number;
	readonly epochs: number;
	readonly seed: number;
	/** How common each output is where the network will be used, 0..1; the samples may have more of it. */
	readonly priors: readonly number[];
}

const BATCH = 64;
const RATE = 0.002;
const DECAY = 0.001;
/** Deviations of chance added to every input of every sample, each time anew. */
const NOISE = 0.15;
const MOMENTUM = 0.9;
const SPREAD_MEMORY = 0.999;
const LEAST_SPREAD = 1e-8;

/** Trains members alike but for their chance, by Adam on the cross entropy; the same seed gives the same network. */
export const trainNetwork = (samples: readonly Sample[], training: Training): SmallNetwork => {
	const { hidden, members, priors, seed } = training;
	const inputs = samples[0]?.row.length ?? 0;
	const outputs = priors.length;
	const { usual, scale } = describe(samples, inputs);
	const rows = samples.map(({ row }) =>
		row.map((value, i) => standardize(value, usual[i] ?? 0, scale[i] ?? 0)),
	);
	const shape = { inputs, hidden, outputs, members };
	const values = new Float32Array(countValues(shape));
	values.set(usual);
	values.set(scale, inputs);
	const shift = priors.map((prior, i) => toOdds(prior) - toOdds(shareOf(samples, i)));
	let at = 2 * inputs;
	for (let member = 0; member < members; member += 1) {
		const weights = trainMember(
			rows,
			samples,
			{ ...training, ...shape },
			createRandom(seed + member),
		);
		for (const [i, step] of shift.entries()) {
			const bias = weights.length - outputs + i;
			weights[bias] = (weights[bias] ?? 0) + step;
		}
		values.set(weights, at);
		at += weights.length;
	}
	return { ...shape, values };
};

const toOdds = (share: number): number => Math.log(share / (1 - share));

const shareOf = (samples: readonly Sample[], output: number): number => {
	const known = samples.map(({ targets }) => targets[output] ?? NaN).filter((it) => it >= 0);
	return known.reduce((sum, target) => sum + target, 0) / known.length;
};

const describe = (samples: readonly Sample[], inputs: number) => {
	const usual = new Float32Array(inputs);
	const scale = new Float32Array(inputs);
	for (let i = 0; i < inputs; i += 1) {
		const mean = samples.reduce((sum, { row }) => sum + (row[i] ?? 0), 0) / samples.length;
		const squares = samples.reduce((sum, { row }) => sum + ((row[i] ?? 0) - mean) ** 2, 0);
		usual[i] = mean;
		scale[i] = 1 / (Math.sqrt(squares / samples.length) + 1e-6);
	}
	return { usual, scale };
};

type Shape = Omit<SmallNetwork, "values"> & Training;

const trainMember = (
	rows: readonly Float32Array[],
	samples: readonly Sample[],
	shape: Shape,
	random: Random,
): Float64Array => {
	const weights = initialize(shape, random);
	const adam = createAdam(weights);
	const order = rows.map((_, i) => i);
	for (let epoch = 0; epoch < shape.epochs; epoch += 1) {
		const rate = (RATE * (1 + Math.cos((Math.PI * epoch) / shape.epochs))) / 2;
		shuffle(order, random);
		for (let start = 0; start < order.length; start += BATCH) {
			const slopes = new Float64Array(weights.length);
			for (const i of order.slice(start, start + BATCH)) {
				const noisy = rows[i]?.map((value) => value + NOISE * random.normal());
				if (noisy)
					addSlopes(weights, slopes, shape, { row: noisy, targets: samples[i]?.targets ?? [] });
			}
			adam(slopes, rate);
		}
	}
	return weights;
};

const initialize = ({ inputs, hidden, outputs }: Shape, random: Random): Float64Array => {
	const weights = new Float64Array((inputs + 1) * hidden + (hidden + 1) * outputs);
	for (let i = 0; i < inputs * hidden; i += 1) weights[i] = random.normal() / Math.sqrt(inputs);
	const second = (inputs + 1) * hidden;
	for (let i = 0; i < hidden * outputs; i += 1)
		weights[second + i] = random.normal() / Math.sqrt(hidden);
	return weights;
};

/** One step down the slopes each time it is called. */
const createAdam = (weights: Float64Array): ((slopes: Float64Array, rate: number) => void) => {
	const mean = new Float64Array(weights.length);
	const spread = new Float64Array(weights.length);
	let [meanShare, spreadShare] = [1, 1];
	return (slopes, rate) => {
		meanShare *= MOMENTUM;
		spreadShare *= SPREAD_MEMORY;
		for (const [i, sum] of slopes.entries()) {
			const slope = sum / BATCH;
			const weight = weights[i] ?? 0;
			const first = MOMENTUM * (mean[i] ?? 0) + (1 - MOMENTUM) * slope;
			const second = SPREAD_MEMORY * (spread[i] ?? 0) + (1 - SPREAD_MEMORY) * slope * slope;
			mean[i] = first;
			spread[i] = second;
			const size = Math.sqrt(second / (1 - spreadShare)) + LEAST_SPREAD;
			weights[i] = weight - rate * (first / (1 - meanShare) / size + DECAY * weight);
		}
	};
};

const shuffle = (order: number[], random: Random): void => {
	for (let i = order.length - 1; i > 0; i -= 1) {
		const k = random.integer(0, i);
		[order[i], order[k]] = [order[k] ?? 0, order[i] ?? 0];
	}
};

const addSlopes = (
	weights: Float64Array,
	slopes: Float64Array,
	{ inputs, hidden, outputs }: Shape,
	{ row, targets }: Sample,
): void => {
	const bias = inputs * hidden;
	const second = bias + hidden;
	const last = second + hidden * outputs;
	const inner = new Float64Array(hidden);
	for (let k = 0; k < hidden; k += 1) {
		let sum = weights[bias + k] ?? 0;
		for (let i = 0; i < inputs; i += 1) sum += (row[i] ?? 0) * (weights[i * hidden + k] ?? 0);
		inner[k] = Math.tanh(sum);
	}
	const back = new Float64Array(hidden);
	for (let o = 0; o < outputs; o += 1) {
		const target = targets[o] ?? NaN;
		if (Number.isNaN(target)) continue;
		let odds = weights[last + o] ?? 0;
		for (let k = 0; k < hidden; k += 1)
			odds += (inner[k] ?? 0) * (weights[second + k * outputs + o] ?? 0);
		const error = 1 / (1 + Math.exp(-odds)) - target;
		slopes[last + o] = (slopes[last + o] ?? 0) + error;
		for (let k = 0; k < hidden; k += 1) {
			const at = second + k * outputs + o;
			slopes[at] = (slopes[at] ?? 0) + error * (inner[k] ?? 0);
			back[k] = (back[k] ?? 0) + error * (weights[at] ?? 0);
		}
	}
	for (let k = 0; k < hidden; k += 1) {
		const slope = (back[k] ?? 0) * (1 - (inner[k] ?? 0) ** 2);
		slopes[bias + k] = (slopes[bias + k] ?? 0) + slope;
		for (let i = 0; i < inputs; i += 1) {
			const at = i * hidden + k;
			slopes[at] = (slopes[at] ?? 0) + slope * (row[i] ?? 0);
		}
	}
};
