import { createRandom, type Random } from "./random.ts";

/** A vector of length 1 in any direction. */
export const toDirection = (random: Random, size: number): Float32Array =>
	toUnit(Float32Array.from({ length: size }, () => random.normal()));

/** What somebody looks like; with a tremble nearly so, and other people are at about right angles. */
export const toLooks = (person: number, tremble = 0, moment = 1): Float32Array => {
	const [who, when] = [createRandom(person * 7919), createRandom(moment)];
	const values = Float32Array.from({ length: 128 }, () => who.normal());
	return toUnit(values.map((value) => value + tremble * when.normal()));
};

/** The direction of a vector. */
export const toUnit = (values: Float32Array): Float32Array => {
	const length = Math.hypot(...values);
	return values.map((value) => value / length);
};
