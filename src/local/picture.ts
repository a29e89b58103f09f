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
	const size = { widthPx, heightPx, stridePx: paddedWidthPx };
	return {
		widthPx,
		heightPx,
		cut: (affine, cutWidthPx, cutHeightPx) => {
			const pieceSize = cutWidthPx * cutHeightPx;
			const piece = new Uint8Array(pieceSize * 3);
			const sample = createSampler([red, green, blue], size, piece);
			for (let i = 0; i < pieceSize; i += 1) {
				const x = i % cutWidthPx;
				const y = (i - x) / cutWidthPx;
				sample(i, affine.a * x + affine.b * y + affine.c, affine.d * x + affine.e * y + affine.f);
			}
			return piece;
		},
	};
};

interface PlaneSize {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly stridePx: number;
}

/** Writes the colour of a place into a pixel of the piece; bilinear, pixel centres lie at whole numbers. */
const createSampler = (
	planes: readonly Uint8Array[],
	{ widthPx, heightPx, stridePx }: PlaneSize,
	piece: Uint8Array,
): ((pixel: number, x: number, y: number) => void) => {
	const pieceSize = piece.length / planes.length;
	return (pixel, x, y) => {
		const left = Math.floor(x);
		const top = Math.floor(y);
		if (left < 0 || top < 0 || left >= widthPx - 1 || top >= heightPx - 1) return;
		const at = top * stridePx + left;
		const right = x - left;
		const down = y - top;
		let target = pixel;
		for (const plane of planes) {
			const upper = (plane[at] ?? 0) * (1 - right) + (plane[at + 1] ?? 0) * right;
			const lower =
				(plane[at + stridePx] ?? 0) * (1 - right) + (plane[at + stridePx + 1] ?? 0) * right;
			piece[target] = upper * (1 - down) + lower * down + 0.5;
			target += pieceSize;
		}
	};
};
