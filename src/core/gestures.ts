import type { Blendshapes, Evidence } from "./evidence.ts";
import { sunglassesOf } from "./eyewear.ts";
import { measureLidsAndLips } from "./lidsAndLips.ts";
import type { LidsAndLips } from "./lidsAndLips.ts";

/** Where a measure says neither yes nor no, and how fast it gets surer beyond. */
interface Border {
	readonly at: number;
	readonly steepness: number;
}

/** Blendshapes of smiles were 0.57 and more on photographs; drawn faces at rest reach 0.5. */
const SMILE_SHAPE: Border = { at: 0.45, steepness: 12 };
/** Of blinks 0.7 to 0.9 on closed drawn eyes and up to 0.1 on open ones, but up to 0.65 on photographed eyes that laugh. */
const BLINK_SHAPE: Border = { at: 0.46, steepness: 14 };
/** Log odds of a smile, fitted to drawn portraits. */
const MESH_SMILE = { shape: 7, happy: 2.3, none: -4.4 } as const;
const SMILE_BEND: Border = { at: 0.025, steepness: 60 };
/** A smile also draws the mouth wider than it is at rest, by the distance of the eyes. */
const RESTING_WIDTH = 0.9;
const WIDTH_SHARE = 0.3;
const EYE_GAP: Border = { at: 0.17, steepness: 40 };

/**
 * Log odds of parted lips, fitted to drawn heads. A smile shows teeth and widens the gap, with the mouth half open or
 * not: it counts against.
 */
const MESH_MOUTH = { gap: 27.7, smile: -5.4, network: 5.6, none: -3.5 } as const;
const MESH_MOUTH_ALONE = { gap: 35.6, smile: -4.1, none: -2.8 } as const;
const POINTS_MOUTH = { gap: 39, width: -11, none: 6.1 } as const;

/** Photographed eyes that are closed often get the points of open ones, so these may not be sure. */
const EYE_GAP_TRUST = 0.5;

/** The probability of a smile, by the mesh, the expression and the bend of the mouth. */
export const smileOf = (evidence: Evidence): number | undefined => {
	const { blendshapes, expressions } = evidence;
	if (!blendshapes)
		return weigh(pass(SMILE_BEND, bendOf(measure(evidence))), BEND_WEIGHT, expressions?.happy);
	const shape = smileShape(blendshapes);
	if (!expressions) return pass(SMILE_SHAPE, shape);
	const { shape: weight, happy, none } = MESH_SMILE;
	return toProbability(weight * shape + happy * expressions.happy + none);
};

/** The probability of open eyes; behind sunglasses nobody sees them. */
export const eyesOpenOf = (evidence: Evidence): number | undefined => {
	const { blendshapes, glasses } = evidence;
	const shape = blendshapes && 1 - pass(BLINK_SHAPE, blinkShape(blendshapes));
	const network = glasses && 1 - glasses.eyesClosed;
	const known = shape !== undefined || network !== undefined;
	const open = known ? weigh(shape, SHAPE_WEIGHT, network) : guessEyesOpen(evidence);
	return open === undefined ? undefined : doubt(open, 1 - (sunglassesOf(evidence) ?? 0));
};

/** Without the downloaded networks: how dark the eyes are, or else how far the points of the lids are apart. */
const guessEyesOpen = (evidence: Evidence): number | undefined => {
	if (evidence.marks) return evidence.marks.eyesOpen;
	const gap = pass(EYE_GAP, measure(evidence)?.eyeGap);
	return gap === undefined ? undefined : doubt(gap, EYE_GAP_TRUST);
};

/** The probability that the lips are parted. */
export const mouthOpenOf = (evidence: Evidence): number | undefined => {
	const { blendshapes, glasses, meshMouthGap } = evidence;
	const face = measure(evidence);
	if (meshMouthGap === undefined || !blendshapes) {
		if (!face) return glasses?.mouthOpen;
		const { gap, width, none } = POINTS_MOUTH;
		return toProbability(gap * face.mouthGap + width * face.mouthWidth + none);
	}
	const smile = smileShape(blendshapes);
	if (!glasses) {
		const { gap, smile: against, none } = MESH_MOUTH_ALONE;
		return toProbability(gap * meshMouthGap + against * smile + none);
	}
	const { gap, smile: against, network, none } = MESH_MOUTH;
	return toProbability(gap * meshMouthGap + against * smile + network * glasses.mouthOpen + none);
};

/** What the mesh counts against a network that says the same, and what the bend of the mouth does. */
const SHAPE_WEIGHT = 0.65;
const BEND_WEIGHT = 0.35;

const measure = ({ points68, aspectRatio }: Evidence): LidsAndLips | undefined =>
	points68 && measureLidsAndLips(points68, aspectRatio);

const bendOf = (face: LidsAndLips | undefined): number | undefined =>
	face && face.lift + WIDTH_SHARE * (face.mouthWidth - RESTING_WIDTH);

const smileShape = ({ mouthSmileLeft, mouthSmileRight }: Blendshapes): number =>
	(mouthSmileLeft + mouthSmileRight) / 2;

const blinkShape = ({ eyeBlinkLeft, eyeBlinkRight }: Blendshapes): number =>
	(eyeBlinkLeft + eyeBlinkRight) / 2;

/** Overloads, since a measure that is there gives an answer. */
function pass(border: Border, measured: number): number;
function pass(border: Border, measured: number | undefined): number | undefined;
function pass({ at, steepness }: Border, measured: number | undefined): number | undefined {
	return measured === undefined ? undefined : toProbability(steepness * (measured - at));
}

const toProbability = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** Where one of two does not know, the other decides. */
const weigh = (
	one: number | undefined,
	weight: number,
	other: number | undefined,
): number | undefined => {
	if (one === undefined || other === undefined) return one ?? other;
	return weight * one + (1 - weight) * other;
};

/** Closer to undecided. */
const doubt = (probability: number, trust: number): number => 0.5 + (probability - 0.5) * trust;
