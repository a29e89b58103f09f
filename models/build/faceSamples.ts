import type { Landmark } from "@aws-sdk/client-rekognition";
import { toFaceCut } from "../../src/core/faceCut.ts";
import { measureFace } from "../../src/core/faceMeasures.ts";
import type { FaceMeasures } from "../../src/core/faceMeasures.ts";
import type { FaceMarks } from "../../src/core/faceMarks.ts";
import type { Picture } from "../../src/local/picture.ts";
import { drawHeads } from "../../test/support/portraits/head.ts";
import { drawPortraits } from "../../test/support/portraits/portrait.ts";
import { createRandom, type Random } from "../../test/support/random.ts";

/** A drawn face as it is measured, and what is true of it: 0, 1, or NaN where it cannot be seen. */
export interface FaceSample {
	readonly measures: FaceMeasures;
	readonly truth: FaceMarks;
}

/**
 * Where the networks put the landmarks of drawn heads against where they are, across and down in distances of the
 * eyes, in the mean of 110 heads: the mesh, and the 68 points within the box of the SSD or of YuNet.
 */
const SHIFTS = [
	{
		spread: 0.03,
		chinSpread: 0.06,
		shifts: {
			eyeLeft: [0.01, 0],
			eyeRight: [0.01, 0],
			nose: [0.01, 0.06],
			mouthUp: [0.01, 0],
			mouthDown: [0, 0.05],
			mouthLeft: [-0.02, 0.01],
			mouthRight: [0.03, 0.03],
			chinBottom: [-0.02, -0.01],
		},
	},
	{
		spread: 0.04,
		chinSpread: 0.11,
		shifts: {
			eyeLeft: [-0.02, -0.08],
			eyeRight: [-0.04, -0.07],
			nose: [-0.03, -0.02],
			mouthUp: [-0.02, -0.01],
			mouthDown: [-0.03, -0.01],
			mouthLeft: [-0.03, -0.02],
			mouthRight: [-0.02, -0.01],
			chinBottom: [-0.04, -0.28],
		},
	},
] as const;

const SUNGLASSES_SHARE = 0.12;

/** Portraits with the sample's own hair and glasses, and heads that differ in all that drawing can change. */
export function* drawSamples(
	seed: number,
	counts: { readonly portraits: number; readonly people: number; readonly ofEach: number },
): Generator<FaceSample> {
	const random = createRandom(seed);
	const portraits = drawPortraits(seed + 1, counts.portraits, SUNGLASSES_SHARE);
	for (const { landmarks, picture, placed, hasSunglasses } of portraits) {
		const { beard, glasses } = placed.who;
		const truth = toTruth({
			beard: beard.jaw > 0,
			mustache: beard.lip > 0,
			eyeglasses: glasses !== undefined && !hasSunglasses,
			sunglasses: hasSunglasses,
			eyesOpen: placed.look.eyes > 0,
		});
		yield* measureTwice(landmarks, picture, random, truth);
	}
	for (const { landmarks, picture, truth } of drawHeads(seed + 2, counts.people, counts.ofEach))
		yield* measureTwice(landmarks, picture, random, toTruth(truth));
}

const toTruth = (truth: Readonly<Record<keyof FaceMarks, boolean>>): FaceMarks => ({
	beard: Number(truth.beard),
	mustache: Number(truth.mustache),
	eyeglasses: Number(truth.eyeglasses),
	sunglasses: Number(truth.sunglasses),
	// Nobody sees the eyes behind sunglasses.
	eyesOpen: truth.sunglasses ? NaN : Number(truth.eyesOpen),
});

function* measureTwice(
	landmarks: readonly Landmark[],
	picture: Picture,
	random: Random,
	truth: FaceMarks,
): Generator<FaceSample> {
	for (const shift of SHIFTS) {
		const cut = toFaceCut(misplace(landmarks, picture, shift, random), picture);
		if (!cut) continue;
		const piece = picture.cut(cut.toPicture, cut.widthPx, cut.heightPx);
		yield { measures: measureFace(piece, cut), truth };
	}
}

/** The landmarks as a network may have given them. */
const misplace = (
	landmarks: readonly Landmark[],
	{ widthPx, heightPx }: Picture,
	{ spread, chinSpread, shifts }: (typeof SHIFTS)[number],
	random: Random,
): readonly Landmark[] => {
	const find = (type: string) => landmarks.find(({ Type }) => Type === type) ?? {};
	const [{ X: leftX = 0, Y: leftY = 0 }, { X: rightX = 0, Y: rightY = 0 }] = [
		find("eyeLeft"),
		find("eyeRight"),
	];
	const [ux, uy] = [(rightX - leftX) * widthPx, (rightY - leftY) * heightPx];
	const known: Readonly<Partial<Record<string, readonly [number, number]>>> = shifts;
	return landmarks.map((landmark) => {
		const { Type = "", X = 0, Y = 0 } = landmark;
		const [meanAcross, meanDown] = known[Type] ?? [0, 0];
		const much = random.between(0.5, 1.3);
		const jitter = Type === "chinBottom" ? chinSpread : spread;
		const across = meanAcross * much + jitter * random.normal();
		const down = meanDown * much + jitter * random.normal();
		return {
			...landmark,
			X: X + (ux * across - uy * down) / widthPx,
			Y: Y + (uy * across + ux * down) / heightPx,
		};
	});
};
