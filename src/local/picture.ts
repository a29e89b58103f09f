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
			for (const [i, plane] of [red, green, blue].entries())
				cutPlane(plane, size, affine, {
					pixels: piece.subarray(i * pieceSize, (i + 1) * pieceSize),
					widthPx: cutWidthPx,
				});
			return piece;
		},
	};
};

interface PlaneSize {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly stridePx: number;
}

/** Bilinear; pixel centres lie at whole numbers. */
const cutPlane = (
	plane: Uint8Array,
	{ widthPx, heightPx, stridePx }: PlaneSize,
	{ a, b, c, d, e, f }: Affine,
	piece: { readonly pixels: Uint8Array; readonly widthPx: number },
): void => {
	const { pixels, widthPx: pieceWidthPx } = piece;
	for (let i = 0; i < pixels.length; i += 1) {
		const x = i % pieceWidthPx;
		const y = (i - x) / pieceWidthPx;
		const sourceX = a * x + b * y + c;
		const sourceY = d * x + e * y + f;
		const left = Math.floor(sourceX);
		const top = Math.floor(sourceY);
		if (left < 0 || top < 0 || left >= widthPx - 1 || top >= heightPx - 1) continue;
		const at = top * stridePx + left;
		const [fx, fy] = [sourceX - left, sourceY - top];
		const upper = (plane[at] ?? 0) * (1 - fx) + (plane[at + 1] ?? 0) * fx;
		const lower = (plane[at + stridePx] ?? 0) * (1 - fx) + (plane[at + stridePx + 1] ?? 0) * fx;
		pixels[i] = upper * (1 - fy) + lower * fy + 0.5;
	}
};
