import type { BoundingBox } from "@aws-sdk/client-rekognition";
import { toBox } from "../../src/core/boxes.ts";

/** The pixels of a surface that have the colour of the boxes, each as `y * widthPx + x`. */
export interface Painted {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly pixels: readonly number[];
}

/** Less is a letter of a label, or a landmark. */
const MIN_BOX_PX = 20;

/** The boxes that are stroked on a surface, as ratios of a picture that lies in its middle, as large as fits. */
export const toBoxes = (
	painted: Painted,
	picture: { readonly widthPx: number; readonly heightPx: number },
): readonly BoundingBox[] => {
	const scale = Math.min(painted.widthPx / picture.widthPx, painted.heightPx / picture.heightPx);
	const [widthPx, heightPx] = [picture.widthPx * scale, picture.heightPx * scale];
	const barPx = { x: (painted.widthPx - widthPx) / 2, y: (painted.heightPx - heightPx) / 2 };
	const set = new Set(painted.pixels);
	return toShapes(set, painted.widthPx).flatMap((shape) => {
		const middle = toMiddle(shape, painted.widthPx);
		if (middle === undefined) return [];
		const [left, right, top, bottom] = [-1, 1, -painted.widthPx, painted.widthPx].map((step) =>
			findStroke(set, middle, { step, farthest: painted.widthPx + painted.heightPx }),
		);
		const toX = (pixel = NaN) => ((pixel % painted.widthPx) + 0.5 - barPx.x) / widthPx;
		const toY = (pixel = NaN) => (Math.floor(pixel / painted.widthPx) + 0.5 - barPx.y) / heightPx;
		return toBox({ left: toX(left), right: toX(right), top: toY(top), bottom: toY(bottom) });
	});
};

/** Pixels that touch, corners included. */
const toShapes = (painted: ReadonlySet<number>, widthPx: number): readonly number[][] => {
	const left = new Set(painted);
	const shapes: number[][] = [];
	for (const first of painted) {
		if (!left.delete(first)) continue;
		const shape = [first];
		for (const pixel of shape)
			for (const row of [-widthPx, 0, widthPx])
				for (const column of [-1, 0, 1])
					if (left.delete(pixel + row + column)) shape.push(pixel + row + column);
		shapes.push(shape);
	}
	return shapes;
};

const toMiddle = (shape: readonly number[], widthPx: number): number | undefined => {
	const across = shape.map((pixel) => pixel % widthPx).toSorted((a, b) => a - b);
	const down = shape.map((pixel) => Math.floor(pixel / widthPx)).toSorted((a, b) => a - b);
	const [left = 0, right = 0] = [across[0], across.at(-1)];
	const [top = 0, bottom = 0] = [down[0], down.at(-1)];
	if (right - left < MIN_BOX_PX || bottom - top < MIN_BOX_PX) return undefined;
	return Math.round((top + bottom) / 2) * widthPx + Math.round((left + right) / 2);
};

/** From inside a box outward: a label at its outside, of whatever colour, is not met. */
const findStroke = (
	painted: ReadonlySet<number>,
	from: number,
	{ step, farthest }: { readonly step: number; readonly farthest: number },
): number | undefined => {
	for (let count = 1; count < farthest; count += 1)
		if (painted.has(from + step * count)) return from + step * count;
	return undefined;
};
