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
	const light = toGrid(toLuma(piece));
	const soft = soften(light);
	let softer = soft;
	for (let i = 0; i < COARSENESS; i += 1) softer = soften(softer);
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

const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

const toLuma = (piece: Uint8Array): Float32Array => {
	const size = piece.length / 3;
	return Float32Array.from(
		{ length: size },
		(_, i) =>
			RED * (piece[i] ?? 0) + GREEN * (piece[size + i] ?? 0) + BLUE * (piece[2 * size + i] ?? 0),
	);
};

/** Averages squares of pixels. */
const toGrid = (luma: Float32Array): Float32Array => {
	const sizePx = Math.sqrt(luma.length);
	const fineness = sizePx / GRID_PX;
	if (!Number.isInteger(fineness)) throw new RangeError("Cut the piece as toQualityCut says.");
	const grid = new Float32Array(GRID_PX * GRID_PX);
	for (const [i, value] of luma.entries()) {
		const column = Math.floor((i % sizePx) / fineness);
		const row = Math.floor(i / sizePx / fineness);
		const at = row * GRID_PX + column;
		grid[at] = (grid[at] ?? 0) + value / fineness ** 2;
	}
	return grid;
};

/** Each pixel with its neighbours, 1 : 2 : 1 across and down. */
const soften = (grid: Float32Array): Float32Array => spread(spread(grid, 1), GRID_PX);

const spread = (grid: Float32Array, step: number): Float32Array =>
	grid.map((value, i) => (2 * value + (grid[i - step] ?? value) + (grid[i + step] ?? value)) / 4);

/** The face without the background in the corners, and without the pixels whose neighbours are others' rows. */
const inside: readonly number[] = Array.from({ length: GRID_PX ** 2 }, (_, i) => i).filter((i) => {
	const x = ((i % GRID_PX) + 0.5) / GRID_PX - 0.5;
	const y = (Math.floor(i / GRID_PX) + 0.5) / GRID_PX - 0.5;
	return (x / 0.34) ** 2 + (y / 0.42) ** 2 < 1;
});

const mean = (grid: Float32Array): number =>
	inside.reduce((sum, i) => sum + (grid[i] ?? 0), 0) / inside.length;

const meanSquare = (one: Float32Array, other: Float32Array): number =>
	inside.reduce((sum, i) => sum + ((one[i] ?? 0) - (other[i] ?? 0)) ** 2, 0) / inside.length;
