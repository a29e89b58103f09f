/** Chance that falls the same way for the same seed. */
export interface Random {
	/** 0 or more, less than 1. */
	readonly next: () => number;
	readonly between: (low: number, high: number) => number;
	/** Both ends are possible. */
	readonly integer: (low: number, high: number) => number;
	readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
	/** Around 0, with a standard deviation of 1. */
	readonly normal: () => number;
}

/** The generator known as mulberry32. */
export const createRandom = (seed: number): Random => {
	let state = seed;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		next,
		between: (low, high) => low + (high - low) * next(),
		integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
		pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
		normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
	};
};
