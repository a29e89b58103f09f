import type { FaceDetail, QualityFilter, Reason } from "@aws-sdk/client-rekognition";

/** The least a face must have, and the most it may be turned away. */
interface Bar {
	readonly Confidence: number;
	readonly Brightness: number;
	readonly Sharpness: number;
	/** The shorter side of the box. */
	readonly sizePx: number;
	readonly yawDegrees: number;
	readonly pitchDegrees: number;
}

/**
 * LOW is where faces stop being found again: four portraits of two people, made darker, smaller and more blurred step
 * by step, kept a similarity of 80 and more to the other portrait down to about these values. A dim audience in
 * profile (yaw of 63° and more) looked like one person to the embedder. Confidence and pitch are judgement, and so are MEDIUM and
 * HIGH, steps from there to what is good.
 */
const BARS: Readonly<Record<"LOW" | "MEDIUM" | "HIGH", Bar>> = {
	LOW: {
		Confidence: 50,
		Brightness: 4,
		Sharpness: 22,
		sizePx: 20,
		yawDegrees: 60,
		pitchDegrees: 45,
	},
	MEDIUM: {
		Confidence: 70,
		Brightness: 10,
		Sharpness: 28,
		sizePx: 30,
		yawDegrees: 40,
		pitchDegrees: 35,
	},
	HIGH: {
		Confidence: 85,
		Brightness: 20,
		Sharpness: 40,
		sizePx: 48,
		yawDegrees: 25,
		pitchDegrees: 30,
	},
};

/** Why a face does not pass Rekognition's QualityFilter: nothing if it does. What is not known of it is no reason. */
export const toQualityReasons = (
	{ BoundingBox = {}, Confidence, Pose, Quality }: FaceDetail,
	filter: QualityFilter | undefined,
	picture: { readonly widthPx: number; readonly heightPx: number },
): Reason[] => {
	const bar = toBar(filter);
	if (!bar) return [];
	const { Width = 0, Height = 0 } = BoundingBox;
	const sizePx = Math.min(Width * picture.widthPx, Height * picture.heightPx);
	const isTurned =
		Math.abs(Pose?.Yaw ?? 0) > bar.yawDegrees || Math.abs(Pose?.Pitch ?? 0) > bar.pitchDegrees;
	const reasons: readonly (readonly [boolean, Reason])[] = [
		[isTurned, "EXTREME_POSE"],
		[isLess(Quality?.Brightness, bar.Brightness), "LOW_BRIGHTNESS"],
		[isLess(Quality?.Sharpness, bar.Sharpness), "LOW_SHARPNESS"],
		[isLess(Confidence, bar.Confidence), "LOW_CONFIDENCE"],
		[sizePx < bar.sizePx, "SMALL_BOUNDING_BOX"],
	];
	return reasons.flatMap(([isReason, reason]) => (isReason ? [reason] : []));
};

const isLess = (value: number | undefined, least: number): boolean =>
	value !== undefined && value < least;

/** AUTO is the mildest: whoever wants more says so. */
const toBar = (filter: QualityFilter | undefined): Bar | undefined => {
	switch (filter) {
		case undefined:
		case "NONE":
			return undefined;
		case "AUTO":
		case "LOW":
			return BARS.LOW;
		case "MEDIUM":
		case "HIGH":
			return BARS[filter];
	}
};
