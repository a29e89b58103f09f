import type { ImageQuality, Pose } from "@aws-sdk/client-rekognition";
import type { Point } from "./affine.ts";
import type { FaceMarks } from "./faceMarks.ts";

/** What is known of a face; what is left out, nobody could tell. */
export interface Evidence {
	/** The long side of the face's box. */
	readonly facePx: number;
	/** The share of its landmarks that are in the picture; the rest is cut off. */
	readonly shownShare?: number | undefined;
	/** The picture's width by its height. */
	readonly aspectRatio: number;
	readonly pose?: Pose | undefined;
	readonly quality?: ImageQuality | undefined;
	/** In ratios of the picture. */
	readonly points68?: readonly Point[] | undefined;
	readonly expressions?: Expressions | undefined;
	readonly ageYears?: number | undefined;
	/** 0..1 */
	readonly maleProbability?: number | undefined;
	readonly marks?: FaceMarks | undefined;
	readonly blendshapes?: Blendshapes | undefined;
	/** The gap between the lips of the mesh by the width of its mouth. */
	readonly meshMouthGap?: number | undefined;
	readonly glasses?: Glasses | undefined;
}

/** Probabilities that add up to 1. */
export interface Expressions {
	readonly neutral: number;
	readonly happy: number;
	readonly sad: number;
	readonly angry: number;
	readonly fearful: number;
	readonly disgusted: number;
	readonly surprised: number;
}

/** Those of the mesh network's 52 that matter here, 0..1. */
export interface Blendshapes {
	readonly eyeBlinkLeft: number;
	readonly eyeBlinkRight: number;
	readonly mouthSmileLeft: number;
	readonly mouthSmileRight: number;
}

/** Probabilities; the first three add up to 1. */
interface Glasses {
	readonly none: number;
	readonly eyeglasses: number;
	readonly sunglasses: number;
	readonly mouthOpen: number;
	readonly eyesClosed: number;
}

/** How far a face can be trusted to show anything, 0..1: small, dark, blurred, turned and cut ones show less. */
export const reliabilityOf = (evidence: Evidence): number => {
	const { facePx, pose = {}, quality = {}, shownShare = 1 } = evidence;
	const { Yaw = 0, Pitch = 0 } = pose;
	const { Brightness = 50, Sharpness = 100 } = quality;
	const size = ramp(facePx, TINY_PX, CLEAR_PX);
	const light = Math.min(ramp(Brightness, 4, 22), ramp(100 - Brightness, 0, 8));
	const focus = LEAST_FOCUS + (1 - LEAST_FOCUS) * ramp(Sharpness, 0, 25);
	const turn = Math.min(ramp(-Math.abs(Yaw), -75, -25), ramp(-Math.abs(Pitch), -60, -25));
	return size * light * focus * turn * ramp(shownShare, LEAST_SHOWN, 1);
};

/** Faces of this size say nothing, and of this size all they can. */
const TINY_PX = 10;
const CLEAR_PX = 40;
/** Half of a face says nothing. */
const LEAST_SHOWN = 0.5;
/** A face without any fine detail still has its light and shade. */
const LEAST_FOCUS = 0.3;

/** 0 up to `from`, 1 from `to` on. */
const ramp = (value: number, from: number, to: number): number =>
	Math.min(1, Math.max(0, (value - from) / (to - from)));
