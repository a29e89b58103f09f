/**
 * Where as many pairs of one person are missed as pairs of two people are taken for one: dlib's own threshold of 0.6
 * between embeddings of their natural length, about 1.44, and what a few photographs showed (models/README.md).
 */
const BORDER_DISTANCE = 0.41;
/** Rekognition's default threshold for a match. */
const BORDER_SHARE = 0.8;
/** So steep that usual pairs of one person are above 95 and usual pairs of two people below 10. */
const STEEPNESS = 7;

/** How far two embeddings of dlib's network are from each other: 0 to 2, since their length is 1. */
export const distanceBetween = (first: Float32Array, second: Float32Array): number => {
	if (first.length !== second.length)
		throw new RangeError(
			`Embeddings of ${first.length} and ${second.length} numbers do not compare.`,
		);
	return Math.hypot(...first.map((value, index) => value - (second[index] ?? 0)));
};

/** Rekognition's Similarity, 0..100, for two embeddings at this distance: 100 at none, 80 where errors are equal. */
export const toSimilarity = (distance: number): number =>
	100 * BORDER_SHARE ** ((distance / BORDER_DISTANCE) ** STEEPNESS);
