import type { Affine } from "../core/affine.ts";
import type { Frame } from "./frame.ts";

/** A picture that faces are cut out of. */
export interface Picture {
	readonly widthPx: number;
	readonly heightPx: number;
	/**
	 * Cuts out a piece: `toPicture` says which point of the picture each pixel of the piece shows. Red, green and blue
	 * planes one after the other (the order of the networks' input); outside the picture is black.
	 */
	readonly cut: (toPicture: Affine, widthPx: number, heightPx: number) => Uint8Array;
}

/** The picture of a decoded frame, as the detector sees it. */
export const toPicture = (frame: Frame): Picture => {
	const { widthPx, heightPx, paddedWidthPx, paddedHeightPx, planes } = frame;
	const planeSize = paddedWidthPx * paddedHeightPx;
	const [green, blue, red] = [0, 1, 2].map((i) =>
		planes.subarray(i * planeSize, (i + 1) * planeSize),
	);
	if (!green || !blue || !red) throw new RangeError("A frame has three planes.");
	const source = { planes: [red, green, blue], widthPx, heightPx, stridePx: paddedWidthPx };
	return {
		widthPx,
		heightPx,
		cut: (affine, cutWidthPx, cutHeightPx) => {
			const piece = {
				bytes: new Uint8Array(cutWidthPx * cutHeightPx * 3),
				widthPx: cutWidthPx,
				heightPx: cutHeightPx,
			};
			const isUpright = affine.b === 0 && affine.d === 0 && affine.a > 0 && affine.e > 0;
			if (isUpright) cutUpright(source, affine, piece);
			else cutTurned(source, affine, piece);
			return piece.bytes;
		},
	};
};

interface Source {
	readonly planes: readonly Uint8Array[];
	readonly widthPx: number;
	readonly heightPx: number;
	readonly stridePx: number;
}

interface Piece {
	readonly bytes: Uint8Array;
	readonly widthPx: number;
	readonly heightPx: number;
}

/** Bilinear, pixel centres lie at whole numbers. Blending two rows before going along them saves half of the work. */
const cutUpright = (source: Source, { a, c, e, f }: Affine, piece: Piece): void => {
	const across = { step: a, start: c, ...toRange(piece.widthPx, a, c, source.widthPx - 1) };
	const rows = toRange(piece.heightPx, e, f, source.heightPx - 1);
	if (across.from === across.to) return;
	const blended = new Float64Array(source.widthPx);
	for (const [index, plane] of source.planes.entries())
		for (let row = rows.from; row < rows.to; row += 1) {
			const y = e * row + f;
			const top = y | 0;
			blendRows(plane, blended, across, { at: top * source.stridePx, source, down: y - top });
			spreadRow(blended, across, piece.bytes, (index * piece.heightPx + row) * piece.widthPx);
		}
};

/** Which pixels of a piece's side lie inside the picture. */
interface Range {
	readonly from: number;
	readonly to: number;
}

const toRange = (length: number, step: number, start: number, end: number): Range => {
	const isInside = (i: number) => step * i + start >= 0 && step * i + start < end;
	let from = 0;
	while (from < length && !isInside(from)) from += 1;
	let to = from;
	while (to < length && isInside(to)) to += 1;
	return { from, to };
};

interface Line extends Range {
	readonly step: number;
	readonly start: number;
}

const blendRows = (
	plane: Uint8Array,
	blended: Float64Array,
	{ step, start, from, to }: Line,
	{ at, source, down }: { readonly at: number; readonly source: Source; readonly down: number },
): void => {
	const below = at + source.stridePx;
	const end = ((step * (to - 1) + start) | 0) + 2;
	for (let x = (step * from + start) | 0; x < end; x += 1) {
		const above = plane[at + x] ?? 0;
		blended[x] = above + ((plane[below + x] ?? 0) - above) * down;
	}
};

const spreadRow = (
	blended: Float64Array,
	{ step, start, from, to }: Line,
	bytes: Uint8Array,
	target: number,
): void => {
	for (let column = from; column < to; column += 1) {
		const x = step * column + start;
		const left = x | 0;
		const value = blended[left] ?? 0;
		bytes[target + column] = value + ((blended[left + 1] ?? 0) - value) * (x - left) + 0.5;
	}
};

const cutTurned = (
	{ planes, widthPx, heightPx, stridePx }: Source,
	{ a, b, c, d, e, f }: Affine,
	piece: Piece,
): void => {
	const area = piece.widthPx * piece.heightPx;
	let pixel = -1;
	for (let row = 0; row < piece.heightPx; row += 1)
		for (let column = 0; column < piece.widthPx; column += 1) {
			pixel += 1;
			const x = a * column + b * row + c;
			const y = d * column + e * row + f;
			const left = Math.floor(x);
			const top = Math.floor(y);
			if (left < 0 || top < 0 || left >= widthPx - 1 || top >= heightPx - 1) continue;
			const at = top * stridePx + left;
			const right = x - left;
			const down = y - top;
			let target = pixel;
			for (const plane of planes) {
				const upper = (plane[at] ?? 0) * (1 - right) + (plane[at + 1] ?? 0) * right;
				const lower =
					(plane[at + stridePx] ?? 0) * (1 - right) + (plane[at + stridePx + 1] ?? 0) * right;
				piece.bytes[target] = upper * (1 - down) + lower * down + 0.5;
				target += area;
			}
		}
};
