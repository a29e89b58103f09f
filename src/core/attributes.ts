import type { FaceDetail, GenderType } from "@aws-sdk/client-rekognition";
import { toAgeRange } from "./ageRange.ts";
import { toEmotions } from "./emotions.ts";
import { reliabilityOf } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import { eyeglassesOf, sunglassesOf } from "./eyewear.ts";
import { eyesOpenOf, mouthOpenOf, smileOf } from "./gestures.ts";

type Attributes = Pick<
	FaceDetail,
	| "AgeRange"
	| "Gender"
	| "Smile"
	| "Eyeglasses"
	| "Sunglasses"
	| "Beard"
	| "Mustache"
	| "EyesOpen"
	| "MouthOpen"
	| "Emotions"
>;

/** Rekognition's attributes of a face. The Confidence of a Value is 50, that of a guess, where nothing tells it. */
export const toAttributes = (evidence: Evidence): Attributes => {
	const { ageYears, expressions, marks, maleProbability } = evidence;
	const reliability = reliabilityOf(evidence);
	const decide = (probability: number | undefined) => toVerdict(probability, reliability);
	const male = decide(maleProbability);
	const gender: GenderType = male.Value ? "Male" : "Female";
	return {
		...(ageYears === undefined ? {} : { AgeRange: toAgeRange(ageYears, reliability) }),
		Gender: { Value: gender, Confidence: male.Confidence },
		Smile: decide(smileOf(evidence)),
		Eyeglasses: decide(eyeglassesOf(evidence)),
		Sunglasses: decide(sunglassesOf(evidence)),
		Beard: decide(marks?.beard),
		Mustache: decide(marks?.mustache),
		EyesOpen: decide(eyesOpenOf(evidence)),
		MouthOpen: decide(mouthOpenOf(evidence)),
		Emotions: toEmotions(expressions, reliability),
	};
};

interface Verdict {
	readonly Value: boolean;
	readonly Confidence: number;
}

/** No method here is right more often than this. */
const MAX_CONFIDENCE = 99;

const toVerdict = (probability: number | undefined, reliability: number): Verdict => {
	if (probability === undefined || Number.isNaN(probability))
		return { Value: false, Confidence: 50 };
	const certainty = Math.abs(Math.min(1, Math.max(0, probability)) - 0.5);
	return {
		Value: probability > 0.5,
		Confidence: Math.min(MAX_CONFIDENCE, 50 + 100 * certainty * reliability),
	};
};
