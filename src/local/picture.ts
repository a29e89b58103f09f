import type { Affine } from "../core/affine.ts";
import type { ColourPlanes } from "../core/lightGrid.ts";
import type { Frame } from "./frame.ts";

/** A picture that faces are cut out of. */
export interface Picture extends ColourPlanes {
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
	const source: ColourPlanes = {
		planes: [red, green, blue],
		widthPx,
		heightPx,
		stridePx: paddedWidthPx,
	};
	return {
		...source,
		cut: (affine, cutWidthPx, cutHeightPx) => {
			const piece = {
				bytes: new Uint8Array(cutWidthPx * cutHeightPx * 3),
				widthPx: cutWidthPx,
				heightPx: cutHeightPx,
			};
			cut(source, affine, piece);
			return piece.bytes;
		},
	};
};

interface Piece {
	readonly bytes: Uint8Array;
	readonly widthPx: number;
	readonly heightPx: number;
}

/** Bilinear, pixel centres lie at whole numbers. Plain loops: a face's pieces have a hundred thousand pixels. */
const cut = (
	{ planes: [red, green, blue], widthPx, heightPx, stridePx }: ColourPlanes,
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
			const rest = { right: x - left, down: y - top };
			piece.bytes[pixel] = mix(red, at, at + stridePx, rest);
			piece.bytes[pixel + area] = mix(green, at, at + stridePx, rest);
			piece.bytes[pixel + 2 * area] = mix(blue, at, at + stridePx, rest);
		}
};

const mix = (
	plane: Uint8Array,
	at: number,
	below: number,
	{ right, down }: { readonly right: number; readonly down: number },
): number => {
	const upper = (plane[at] ?? 0) * (1 - right) + (plane[at + 1] ?? 0) * right;
	const lower = (plane[below] ?? 0) * (1 - right) + (plane[below + 1] ?? 0) * right;
	return upper * (1 - down) + lower * down + 0.5;
};
