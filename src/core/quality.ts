import type { BoundingBox, ImageQuality } from "@aws-sdk/client-rekognition";
import type { Affine } from "./affine.ts";

/**
 * Every face is looked at on this many pixels across, so that its size in the picture does not count: larger faces are
 * averaged down to it. Smaller ones have less detail to show, and count as less sharp.
 */
const GRID_PX = 48;
/** Beyond so many pixels for each of the grid's, more do not change an average. */
const MAX_FINENESS = 4;

/** The piece of a picture that toQuality wants to see of a face: a square of `sizePx`, and where it lies. */
export interface QualityCut {
	readonly toPicture: Affine;
	readonly sizePx: number;
}

/** Where to cut; the long side of the box fills the piece. */
export const toQualityCut = (
	{ Left = 0, Top = 0, Width = 0, Height = 0 }: BoundingBox,
	picture: { readonly widthPx: number; readonly heightPx: number },
): QualityCut => {
	const facePx = Math.max(1, Width * picture.widthPx, Height * picture.heightPx);
	const fineness = Math.min(MAX_FINENESS, Math.ceil(facePx / GRID_PX));
	const sizePx = GRID_PX * fineness;
	const step = facePx / sizePx;
	// Pixel centres lie at whole numbers, half a pixel inside their edges.
	const start = (centre: number) => centre - facePx / 2 + step / 2 - 0.5;
	return {
		sizePx,
		toPicture: {
			a: step,
			b: 0,
			c: start((Left + Width / 2) * picture.widthPx),
			d: 0,
			e: step,
			f: start((Top + Height / 2) * picture.heightPx),
		},
	};
};

/** Rekognition's ImageQuality, complete. */
export type Quality = { readonly [Member in keyof ImageQuality]-?: number };

/** Brightness and Sharpness of a face, 0..100, from the piece of toQualityCut: red, green and blue planes. */
export const toQuality = (piece: Uint8Array): Quality => {
	const light = toGrid(piece);
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

/** How much red, green and blue count for what is seen as light. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** The light of a piece, averaged over squares of its pixels. */
const toGrid = (piece: Uint8Array): Float32Array => {
	const sizePx = Math.sqrt(piece.length / 3);
	const fineness = sizePx / GRID_PX;
	if (!Number.isInteger(fineness)) throw new RangeError("Cut the piece as toQualityCut says.");
	const grid = new Float64Array(GRID_PX ** 2);
	for (const [index, weight] of LUMA.entries()) {
		const sums = sumSquares(
			piece.subarray(index * sizePx ** 2, (index + 1) * sizePx ** 2),
			fineness,
		);
		const scale = weight / fineness ** 2;
		for (let i = 0; i < sums.length; i += 1) grid[i] = (grid[i] ?? 0) + (sums[i] ?? 0) * scale;
	}
	return Float32Array.from(grid);
};

const sumSquares = (plane: Uint8Array, fineness: number): Int32Array => {
	const sums = new Int32Array(GRID_PX ** 2);
	let pixel = 0;
	for (let row = 0; row < GRID_PX * fineness; row += 1) {
		const start = Math.floor(row / fineness) * GRID_PX;
		for (let column = start; column < start + GRID_PX; column += 1) {
			let sum = sums[column] ?? 0;
			for (const end = pixel + fineness; pixel < end; pixel += 1) sum += plane[pixel] ?? 0;
			sums[column] = sum;
		}
	}
	return sums;
};

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
