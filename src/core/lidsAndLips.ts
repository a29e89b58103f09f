import type { Point } from "./affine.ts";

/** How far eyes and lips are apart and how the mouth is bent, by their own widths. */
export interface LidsAndLips {
	/** The height of the eyes by their width; the eye that is seen wider counts more. */
	readonly eyeGap: number;
	/** The height between the lips by the width of the mouth. */
	readonly mouthGap: number;
	/** How much higher the corners of the mouth are than the middle of the lips, by the width of the mouth. */
	readonly lift: number;
	/** The width of the mouth by the distance of the eyes. */
	readonly mouthWidth: number;
}

/** Measures the 68 points of a face, given in ratios of a picture with this width by height. */
export const measureLidsAndLips = (
	points68: readonly Point[],
	aspectRatio: number,
): LidsAndLips => {
	const at = (index: number): Point => {
		const point = points68[index];
		if (!point) throw new RangeError("A face has 68 points.");
		return { x: point.x * aspectRatio, y: point.y };
	};
	const gap = (one: number, other: number): number => distance(at(one), at(other));
	const eyesWidth = gap(36, 39) + gap(42, 45);
	const mouth = gap(48, 54);
	return {
		eyeGap: ratio((gap(37, 41) + gap(38, 40) + gap(43, 47) + gap(44, 46)) / 2, eyesWidth),
		mouthGap: ratio((gap(61, 67) + gap(62, 66) + gap(63, 65)) / 3, gap(60, 64)),
		lift: ratio(liftOf(at(48), at(54), between(at(51), at(57), LIP_MIDDLE)), mouth),
		mouthWidth: ratio(mouth, distance(middle(at(36), at(39)), middle(at(42), at(45)))),
	};
};

/** How far a point lies below the line from the left to the right. */
const liftOf = (left: Point, right: Point, point: Point): number =>
	ratio(
		(right.x - left.x) * (point.y - left.y) - (right.y - left.y) * (point.x - left.x),
		distance(left, right),
	);

/** An opening mouth drops its lower lip further than it lifts the upper one; this point between them stays. */
const LIP_MIDDLE = 0.4;

const middle = (a: Point, b: Point): Point => between(a, b, 0.5);

const between = (a: Point, b: Point, share: number): Point => ({
	x: a.x + (b.x - a.x) * share,
	y: a.y + (b.y - a.y) * share,
});

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
