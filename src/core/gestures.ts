import type { Blendshapes, Evidence } from "./evidence.ts";
import { measureLidsAndLips } from "./lidsAndLips.ts";
import type { LidsAndLips } from "./lidsAndLips.ts";

/** Where a measure says neither yes nor no, and how fast it gets surer beyond. */
interface Border {
	readonly at: number;
	readonly steepness: number;
}

/** Blendshapes of smiles were 0.9 on smiling portraits and up to 0.03 on serious ones. */
const SMILE_SHAPE: Border = { at: 0.35, steepness: 12 };
/** Of blinks 0.63 to 0.75 on closed drawn eyes and up to 0.02 on open ones. */
const BLINK_SHAPE: Border = { at: 0.35, steepness: 14 };
const SMILE_BEND: Border = { at: 0.025, steepness: 60 };
/** A smile also draws the mouth wider than it is at rest, by the distance of the eyes. */
const RESTING_WIDTH = 0.9;
const WIDTH_SHARE = 0.3;
const EYE_GAP: Border = { at: 0.17, steepness: 40 };
const MOUTH_GAP: Border = { at: 0.09, steepness: 60 };
const MESH_MOUTH_GAP: Border = { at: 0.09, steepness: 60 };

/** Photographed eyes that are closed often get the points of open ones, so these may not be sure. */
const EYE_GAP_TRUST = 0.5;

/** The probability of a smile, by the mesh, the expression and the bend of the mouth. */
export const smileOf = (evidence: Evidence): number | undefined => {
	const { blendshapes, expressions } = evidence;
	const shape = blendshapes && pass(SMILE_SHAPE, smileShape(blendshapes));
	const bend = blendshapes ? undefined : pass(SMILE_BEND, bendOf(measure(evidence)));
	return weigh(shape ?? bend, shape === undefined ? BEND_WEIGHT : SHAPE_WEIGHT, expressions?.happy);
};

/** The probability of open eyes; behind sunglasses nobody sees them. */
export const eyesOpenOf = (evidence: Evidence): number | undefined => {
	const { blendshapes, glasses } = evidence;
	const shape = blendshapes && 1 - pass(BLINK_SHAPE, blinkShape(blendshapes));
	const gap = pass(EYE_GAP, measure(evidence)?.eyeGap);
	const guess = gap === undefined ? undefined : doubt(gap, EYE_GAP_TRUST);
	const network = glasses && 1 - glasses.eyesClosed;
	const open = weigh(shape ?? (network === undefined ? guess : undefined), SHAPE_WEIGHT, network);
	return open === undefined ? undefined : doubt(open, 1 - (glasses?.sunglasses ?? 0));
};

/** The probability that the lips are parted. */
export const mouthOpenOf = (evidence: Evidence): number | undefined => {
	const { glasses, meshMouthGap } = evidence;
	const gap = pass(MESH_MOUTH_GAP, meshMouthGap) ?? pass(MOUTH_GAP, measure(evidence)?.mouthGap);
	return weigh(gap, SHAPE_WEIGHT, glasses?.mouthOpen);
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
	return measured === undefined ? undefined : 1 / (1 + Math.exp(-steepness * (measured - at)));
}

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
