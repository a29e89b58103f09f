import type { Evidence } from "./evidence.ts";

/**
 * The probability of sunglasses: where the eyewear network is there, of what it says and what the picture says the
 * higher, since it takes many a dark lens for plain eyeglasses or for none.
 */
export const sunglassesOf = ({ glasses, marks }: Evidence): number | undefined =>
	glasses && marks
		? Math.max(glasses.sunglasses, marks.sunglasses)
		: (glasses ?? marks)?.sunglasses;

/** The probability of glasses that are no sunglasses; the eyewear network decides where it is there. */
export const eyeglassesOf = ({ glasses, marks }: Evidence): number | undefined => {
	if (glasses) return glasses.eyeglasses * (1 - (marks?.sunglasses ?? 0));
	return marks && 0.5 + (marks.eyeglasses - 0.5) * FRAME_TRUST;
};

/** Photographed frames are thinner than drawn ones: the picture alone missed four of seven, so it may not be sure. */
const FRAME_TRUST = 0.65;
