import type { BoundingBox } from "@aws-sdk/client-rekognition";

/** What overlaps are suppressed among: anything with Rekognition's box and confidence. */
interface Boxed {
	readonly BoundingBox?: BoundingBox | undefined;
	readonly Confidence?: number | undefined;
}

/** The area of a box as a share of the picture; a box without size has none. */
export const areaOf = ({ Width = 0, Height = 0 }: BoundingBox): number =>
	Math.max(0, Width) * Math.max(0, Height);

/** The shared area of two boxes by their joint area, 0..1. */
export const iou = (first: BoundingBox, second: BoundingBox): number => {
	const shared = sharedArea(first, second);
	const joint = areaOf(first) + areaOf(second) - shared;
	return joint > 0 ? shared / joint : 0;
};

/** The box with these edges. */
export const toBox = (edges: {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}): Required<BoundingBox> => ({
	Width: edges.right - edges.left,
	Height: edges.bottom - edges.top,
	Left: edges.left,
	Top: edges.top,
});

/** The most confident of each heap of boxes that overlap by more than `maxIou`, most confident first. */
export const suppressOverlaps = <Item extends Boxed>(
	items: readonly Item[],
	maxIou: number,
): readonly Item[] => {
	const kept: Item[] = [];
	for (const item of items.toSorted(byConfidence)) {
		const overlaps = (other: Item) => iou(other.BoundingBox ?? {}, item.BoundingBox ?? {}) > maxIou;
		if (!kept.some(overlaps)) kept.push(item);
	}
	return kept;
};

const byConfidence = (first: Boxed, second: Boxed): number =>
	(second.Confidence ?? 0) - (first.Confidence ?? 0);

const sharedArea = (first: BoundingBox, second: BoundingBox): number => {
	const { Left: firstLeft = 0, Top: firstTop = 0 } = first;
	const { Left: secondLeft = 0, Top: secondTop = 0 } = second;
	const right = Math.min(firstLeft + (first.Width ?? 0), secondLeft + (second.Width ?? 0));
	const bottom = Math.min(firstTop + (first.Height ?? 0), secondTop + (second.Height ?? 0));
	const width = right - Math.max(firstLeft, secondLeft);
	const height = bottom - Math.max(firstTop, secondTop);
	return Math.max(0, width) * Math.max(0, height);
};
