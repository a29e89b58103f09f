import type { Point } from "./affine.ts";

/** The points that place a face; left is left in the picture. */
export interface FacePoints {
	readonly eyeLeft: Point;
	readonly eyeRight: Point;
	readonly nose: Point;
	readonly mouthLeft: Point;
	readonly mouthRight: Point;
	readonly mouthUp: Point;
	readonly mouthDown: Point;
	readonly chinBottom: Point;
}

/** The same places on both halves of a face. */
export interface Pair {
	readonly left: Point;
	readonly right: Point;
}

/** Places to look at, each a small patch of a face. */
export interface FaceSpots {
	/** Bare skin in most faces. */
	readonly cheeks: readonly Pair[];
	/** Where beards and mustaches grow; those in the middle are twice the same place. */
	readonly hair: readonly Pair[];
	/** A grid, row by row, from the bridge of the nose to the temple and from the brow to the cheek. */
	readonly eyes: readonly Pair[];
}

/** Across in halves of the distance of the eyes, down in distances from the eyes to the mouth. */
const CHEEKS = [
	[0.85, 0.46],
	[1.25, 0.58],
] as const;
const BESIDE_NOSE = [0.65, 0.64] as const;
const LOWER_JAW = [0.85, 1.5] as const;
export const EYE_COLUMNS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75] as const;
const EYE_ROWS = [-0.36, -0.24, -0.12, 0, 0.12, 0.24, 0.36] as const;

/**
 * Lays the places out from a face's own points, each half from its own, so that the far half of a turned face gets
 * narrower with them. The sides of the jaw are left out: hair of the head hangs there.
 */
export const layOutSpots = (face: FacePoints): FaceSpots => {
	const eyes = between(face.eyeLeft, face.eyeRight, 0.5);
	const mouth = between(face.mouthLeft, face.mouthRight, 0.5);
	const down = minus(mouth, eyes);
	const out = { left: minus(face.eyeLeft, eyes), right: minus(face.eyeRight, eyes) };
	const onBothSides = (from: Point, across: number, below: number): Pair => {
		const middle = add(from, down, below);
		return { left: add(middle, out.left, across), right: add(middle, out.right, across) };
	};
	const lip = (share: number): Point => between(face.nose, face.mouthUp, share);
	const chin = (share: number): Point => between(face.mouthDown, face.chinBottom, share);
	const besideMouth = {
		left: add(add(face.mouthLeft, out.left, 0.3), down, 0.05),
		right: add(add(face.mouthRight, out.right, 0.3), down, 0.05),
	};
	return {
		cheeks: CHEEKS.map(([across, below]) => onBothSides(eyes, across, below)),
		hair: [
			onBothSides(eyes, ...BESIDE_NOSE),
			onBothSides(eyes, ...LOWER_JAW),
			onBothSides(lip(0.6), 0, 0),
			onBothSides(lip(0.65), 0.3, 0),
			onBothSides(lip(0.75), 0.6, 0),
			besideMouth,
			onBothSides(chin(0.2), 0, 0),
			onBothSides(chin(0.5), 0, 0),
			onBothSides(chin(0.85), 0, 0),
			onBothSides(chin(0.5), 0.55, 0),
		],
		eyes: EYE_ROWS.flatMap((below) =>
			EYE_COLUMNS.map((across) => onBothSides(eyes, across, below)),
		),
	};
};

const between = (a: Point, b: Point, share: number): Point => add(a, minus(b, a), share);

const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });

const add = (point: Point, step: Point, times: number): Point => ({
	x: point.x + step.x * times,
	y: point.y + step.y * times,
});
