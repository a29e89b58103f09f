import type { Random } from "../random.ts";

interface Size {
	readonly widthPx: number;
	readonly heightPx: number;
}

/** How one camera in one room changes a drawn picture. */
interface Exposure {
	/** For red, green and blue: how bright the room is and the colour of its light. */
	readonly gains: readonly number[];
	/** How much brighter the right edge is than the left one. */
	readonly slope: number;
	/** How much brighter the lower edge is than the upper one. */
	readonly fall: number;
	readonly contrast: number;
	readonly noise: number;
	readonly blur: number;
}

/** Bright or dim, warm or cold, lit from a side, noisy, out of focus, mirrored: by chance. */
export const expose = (rgb: Uint8Array, size: Size, random: Random): Uint8Array => {
	const brightness = random.between(0.4, 1.15);
	const warmth = random.between(0.85, 1.18);
	const exposure = {
		gains: [brightness * warmth, brightness, brightness / warmth],
		slope: random.between(-0.6, 0.6),
		fall: random.between(-0.35, 0.35),
		contrast: random.between(0.85, 1.2),
		noise: random.between(0, 5),
		blur: random.next() < 0.5 ? 0 : random.between(0, 0.8),
	};
	return develop(soften(rgb, size, exposure.blur), size, exposure, random);
};

const develop = (
	rgb: Float32Array,
	{ widthPx, heightPx }: Size,
	{ gains, slope, fall, contrast, noise }: Exposure,
	random: Random,
): Uint8Array => {
	const bytes = new Uint8ClampedArray(rgb.length);
	for (const [i, value] of rgb.entries()) {
		const x = (Math.floor(i / 3) % widthPx) / widthPx - 0.5;
		const y = Math.floor(i / 3 / widthPx) / heightPx - 0.5;
		const gain = (gains[i % 3] ?? 1) * (1 + slope * x) * (1 + fall * y);
		const level = 255 * ((value / 255) * gain ** (1 / 2.2)) ** contrast;
		bytes[i] = level + noise * random.normal();
	}
	return new Uint8Array(bytes);
};

/** Mixes each pixel with its four neighbours. */
const soften = (rgb: Uint8Array, { widthPx }: Size, share: number): Float32Array => {
	const row = 3 * widthPx;
	return Float32Array.from(rgb, (value, i) => {
		const at = (index: number): number => rgb[index] ?? value;
		const around = (at(i - 3) + at(i + 3) + at(i - row) + at(i + row)) / 4;
		return value * (1 - share) + around * share;
	});
};
