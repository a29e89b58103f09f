import type { Emotion, EmotionName } from "@aws-sdk/client-rekognition";
import type { Expressions } from "./evidence.ts";

const NAMES = {
	neutral: "CALM",
	happy: "HAPPY",
	sad: "SAD",
	angry: "ANGRY",
	fearful: "FEAR",
	disgusted: "DISGUSTED",
	surprised: "SURPRISED",
} as const satisfies Readonly<Record<keyof Expressions, EmotionName>>;

/** No network here knows confusion; it is a small part of what nobody can name. */
const CONFUSED_SHARE = 0.1;

/**
 * Rekognition's nine emotions, the likeliest first. UNKNOWN is high where no expression stands out or the face is hard
 * to see, down to 0 for a certain one.
 */
export const toEmotions = (
	expressions: Expressions | undefined,
	reliability: number,
): Required<Emotion>[] => {
	const named = EXPRESSIONS.map((expression) => ({
		Type: NAMES[expression],
		Confidence: 100 * reliability * Math.min(1, Math.max(0, expressions?.[expression] ?? 0)),
	}));
	const top = Math.max(...named.map(({ Confidence }) => Confidence)) / 100;
	const unknown = 100 * (1 - top) ** 2;
	return [
		...named,
		{ Type: "UNKNOWN" as const, Confidence: unknown },
		{ Type: "CONFUSED" as const, Confidence: CONFUSED_SHARE * unknown },
	].toSorted((one, other) => other.Confidence - one.Confidence);
};

const EXPRESSIONS = [
	"neutral",
	"happy",
	"sad",
	"angry",
	"fearful",
	"disgusted",
	"surprised",
] as const satisfies readonly (keyof Expressions)[];
