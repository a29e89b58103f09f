import { distanceBetween, toSimilarity } from "./similarity.ts";

/** Rekognition's, where a request names none. */
export const DEFAULT_THRESHOLD = 80;

/** Rekognition's Similarity of two embeddings; of single precision, as AWS's numbers are. */
export const similarityBetween = (first: Float32Array, second: Float32Array): number =>
	byDistance(distanceBetween(first, second));

/** As similarityBetween, by the cosine of their angle. */
export const toSimilarityByCosine = (cosine: number): number =>
	byDistance(Math.sqrt(Math.max(0, 2 - 2 * cosine)));

/** Whether a similarity that was told passes a threshold, which is inclusive. */
export const isMatch = (Similarity: number, threshold: number): boolean =>
	Similarity >= Math.fround(threshold);

/** A cosine that everything that passes a threshold reaches; what reaches it may still fail by a rounding. */
export const toMinCosine = (threshold: number): number => {
	let [near, far] = [0, GREATEST_DISTANCE];
	if (isMatch(byDistance(far), threshold)) return -1 - ROUNDING;
	for (let i = 0; i < HALVINGS; i += 1) {
		const middle = (near + far) / 2;
		if (isMatch(byDistance(middle), threshold)) near = middle;
		else far = middle;
	}
	return 1 - far ** 2 / 2 - ROUNDING;
};

const GREATEST_DISTANCE = 2;
/** Until double precision tells no two distances apart. */
const HALVINGS = 55;
/** Of vectors of single precision, whose length is 1 up to as much. */
const ROUNDING = 1e-6;

const byDistance = (distance: number): number => Math.fround(toSimilarity(distance));
