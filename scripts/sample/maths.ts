/** Red, green and blue in linear light, 0..1. */
export type Rgb = readonly [number, number, number];

export const clamp = (value: number, low = 0, high = 1): number =>
	value < low ? low : value > high ? high : value;

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one. */
export const smoothstep = (from: number, to: number, value: number): number => {
	const t = clamp((value - from) / (to - from));
	return t * t * (3 - 2 * t);
};

export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;

export const mix = (a: Rgb, b: Rgb, t: number): Rgb =>
	t <= 0 ? a : [lerp(a[0], b[0], t), lerp(a[1], b[1], t), lerp(a[2], b[2], t)];

export const scale = (a: Rgb, factor: number): Rgb => [a[0] * factor, a[1] * factor, a[2] * factor];

/** A bell of height 1 around zero. */
export const bell = (value: number, width: number): number => {
	const squares = (value * value) / (width * width);
	return squares > 12 ? 0 : Math.exp(-squares);
};

/** Reads a colour as designers write it, "#c68642", into linear light. */
export const hex = (text: string): Rgb => {
	const channel = (at: number): number =>
		(Number.parseInt(text.slice(at, at + 2), 16) / 255) ** 2.2;
	return [channel(1), channel(3), channel(5)];
};

const hash = (x: number, y: number, z: number): number => {
	let h = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(z, 1_274_126_177);
	h = Math.imul(h ^ (h >>> 13), 1_103_515_245);
	return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_295;
};

/** Smooth noise 0..1 on a lattice of step 1; the same everywhere and always. */
export const noise = (x: number, y: number, z = 0): number => {
	const iz = Math.floor(z);
	const near = layer(x, y, iz);
	return iz === z ? near : lerp(near, layer(x, y, iz + 1), fade(z - iz));
};

const layer = (x: number, y: number, iz: number): number => {
	const ix = Math.floor(x);
	const iy = Math.floor(y);
	const fx = fade(x - ix);
	const top = lerp(hash(ix, iy, iz), hash(ix + 1, iy, iz), fx);
	const bottom = lerp(hash(ix, iy + 1, iz), hash(ix + 1, iy + 1, iz), fx);
	return lerp(top, bottom, fade(y - iy));
};

const fade = (t: number): number => t * t * (3 - 2 * t);
