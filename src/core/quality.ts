import type { BoundingBox, ImageQuality } from "@aws-sdk/client-rekognition";
import { type ColourPlanes, toLightGrid } from "./lightGrid.ts";

/**
 * Every face is looked at on this many pixels across, so that its size in the picture does not count: larger faces are
 * averaged down to it. Smaller ones have less detail to show, and count as less sharp.
 */
const GRID_PX = 48;
/** Beyond so many pixels for each of the grid's, more do not change an average. */
const MAX_FINENESS = 4;

/** Rekognition's ImageQuality, complete. */
export type Quality = { readonly [Member in keyof ImageQuality]-?: number };

/** Brightness and Sharpness of a face, 0..100; the long side of its box fills the grid. */
export const toQuality = (
	{ Left = 0, Top = 0, Width = 0, Height = 0 }: BoundingBox,
	picture: ColourPlanes,
): Quality => {
	const facePx = Math.max(1, Width * picture.widthPx, Height * picture.heightPx);
	const light = toLightGrid(picture, {
		leftPx: (Left + Width / 2) * picture.widthPx - facePx / 2,
		topPx: (Top + Height / 2) * picture.heightPx - facePx / 2,
		sizePx: facePx,
		cells: GRID_PX,
		looks: Math.min(MAX_FINENESS, Math.ceil(facePx / GRID_PX)),
	});
	const soft = soften(light, 1);
	const softer = soften(soft, COARSENESS);
	const fine = meanSquare(light, soft) - QUANTIZATION_NOISE;
	const detail = fine > 0 ? fine / meanSquare(soft, softer) : 0;
	return {
		Brightness: (mean(light) / 255) * 100,
		Sharpness: 100 * (1 - Math.exp(-detail / TYPICAL_DETAIL)),
	};
};

/** How often the coarse detail is softened more: until what is left are the shades of the whole face. */
const COARSENESS = 8;
/**
 * Fine detail by coarse detail, in which the light of the scene falls out: two to four times this for faces in focus,
 * a tenth for mere shades.
 */
const TYPICAL_DETAIL = 0.25;
/** What rounding to whole levels adds to the fine detail: of 1/12 for each colour, what luma and softening leave. */
const QUANTIZATION_NOISE = 0.024;

/** Each pixel with its neighbours, 1 : 2 : 1 across and down, so many times. */
const soften = (grid: Float32Array, times: number): Float32Array => {
	const soft = grid.slice();
	for (let i = 0; i < times; i += 1) {
		spread(soft, { from: 0, to: soft.length, step: 1 });
		for (let column = 0; column < GRID_PX; column += 1)
			spread(soft, { from: column, to: soft.length, step: GRID_PX });
	}
	return soft;
};

const spread = (
	grid: Float32Array,
	{ from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
): void => {
	let value = grid[from] ?? 0;
	let before = value;
	for (let i = from; i < to; i += step) {
		const after = i + step < to ? (grid[i + step] ?? 0) : value;
		grid[i] = (2 * value + before + after) / 4;
		before = value;
		value = after;
	}
};

/** The face without the background in the corners, and without the pixels whose neighbours are others' rows. */
const inside = Uint16Array.from(
	Array.from({ length: GRID_PX ** 2 }, (_, i) => i).filter((i) => {
		const x = ((i % GRID_PX) + 0.5) / GRID_PX - 0.5;
		const y = (Math.floor(i / GRID_PX) + 0.5) / GRID_PX - 0.5;
		return (x / 0.34) ** 2 + (y / 0.42) ** 2 < 1;
	}),
);

const mean = (grid: Float32Array): number => {
	let sum = 0;
	for (let i = 0; i < inside.length; i += 1) sum += grid[inside[i] ?? 0] ?? 0;
	return sum / inside.length;
};

const meanSquare = (one: Float32Array, other: Float32Array): number => {
	let sum = 0;
	for (let i = 0; i < inside.length; i += 1) {
		const at = inside[i] ?? 0;
		const difference = (one[at] ?? 0) - (other[at] ?? 0);
		sum += difference * difference;
	}
	return sum / inside.length;
};
