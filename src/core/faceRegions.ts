import type { Point } from "./affine.ts";

/** The five points that place a face; left is left in the picture. */
export interface FacePoints {
	readonly eyeLeft: Point;
	readonly eyeRight: Point;
	readonly nose: Point;
	readonly mouthLeft: Point;
	readonly mouthRight: Point;
}

/** Patches of a face, each a list of points in it; of two halves, the left one in the picture comes first. */
export interface FaceRegions {
	readonly cheeks: readonly [readonly Point[], readonly Point[]];
	readonly jaws: readonly [readonly Point[], readonly Point[]];
	/** Under the nose, where its shadow falls too. */
	readonly lip: readonly Point[];
	/** Above the corners of the mouth, beside that shadow. */
	readonly wings: readonly [readonly Point[], readonly Point[]];
	readonly chin: readonly Point[];
}

/**
 * Where bare skin and hair would be. Each half is laid out from its own points, so that the far half of a turned face
 * gets narrower with them; the chin comes from the line from eyes to mouth, since five points do not tell where it is.
 */
export const layOutFace = (face: FacePoints): FaceRegions => {
	const { mouthLeft, mouthRight } = face;
	const eyes = between(face.eyeLeft, face.eyeRight, 0.5);
	const middle = { eyes, nose: face.nose, mouth: between(mouthLeft, mouthRight, 0.5) };
	return {
		cheeks: [cheek(middle, face.eyeLeft, mouthLeft), cheek(middle, face.eyeRight, mouthRight)],
		jaws: [jaw(middle, mouthLeft), jaw(middle, mouthRight)],
		wings: [wing(middle, mouthLeft), wing(middle, mouthRight)],
		...lipAndChin(middle, face),
	};
};

/** The line down the middle of a face. */
interface Middle {
	readonly eyes: Point;
	readonly nose: Point;
	readonly mouth: Point;
}

const cheek = ({ eyes, mouth }: Middle, eye: Point, corner: Point): readonly Point[] => {
	const [upper, lower] = [between(eye, corner, 0.42), between(eye, corner, 0.66)];
	const [inner, outer] = [between(eyes, mouth, 0.42), between(eyes, mouth, 0.66)];
	return patch(
		[between(inner, upper, 0.9), between(inner, upper, 1.3)],
		[between(outer, lower, 0.95), between(outer, lower, 1.4)],
	);
};

const jaw = (middle: Middle, corner: Point): readonly Point[] => {
	const upper = between(middle.mouth, corner, 0.95);
	const lower = between(middle.mouth, corner, 1.45);
	return patch(
		[below(middle, upper, 0.34), below(middle, lower, 0.2)],
		[below(middle, upper, 0.62), below(middle, lower, 0.45)],
	);
};

const wing = ({ nose, mouth }: Middle, corner: Point): readonly Point[] => {
	const aside = (down: number, share: number): Point =>
		aim(between(nose, mouth, down), mouth, corner, share);
	return patch([aside(0.6, 0.45), aside(0.64, 0.85)], [aside(0.76, 0.45), aside(0.86, 0.85)]);
};

const lipAndChin = (middle: Middle, { mouthLeft, mouthRight }: FacePoints) => {
	const { nose, mouth } = middle;
	const across = (point: Point, share: number): readonly [Point, Point] => [
		aim(point, mouth, mouthLeft, share),
		aim(point, mouth, mouthRight, share),
	];
	return {
		lip: patch(across(between(nose, mouth, 0.5), 0.5), across(between(nose, mouth, 0.7), 0.6)),
		chin: patch(across(below(middle, mouth, 0.44), 0.55), across(below(middle, mouth, 0.68), 0.5)),
	};
};

/** Further down by a share of the way from eyes to mouth. */
const below = ({ eyes, mouth }: Middle, point: Point, share: number): Point =>
	aim(point, eyes, mouth, share);

/** As far from a point as another is from a third, times a share. */
const aim = (point: Point, from: Point, to: Point, share: number): Point => ({
	x: point.x + (to.x - from.x) * share,
	y: point.y + (to.y - from.y) * share,
});

const between = (a: Point, b: Point, share: number): Point => ({
	x: a.x + (b.x - a.x) * share,
	y: a.y + (b.y - a.y) * share,
});

const SIDE = 8;

/** A grid of points between two lines. */
const patch = (upper: readonly [Point, Point], lower: readonly [Point, Point]): readonly Point[] =>
	Array.from({ length: SIDE * SIDE }, (_, i) => {
		const along = (i % SIDE) / (SIDE - 1);
		const down = Math.floor(i / SIDE) / (SIDE - 1);
		return between(between(...upper, along), between(...lower, along), down);
	});
