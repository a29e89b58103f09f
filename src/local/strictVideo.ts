import type { VideoMetadata } from "@aws-sdk/client-rekognition";
import { UNSUPPORTED } from "./invalidVideo.ts";

/** MP4 and MOV are one family, and have one name. */
const FORMAT = "QuickTime / MOV";
const MAX_DURATION_MILLIS = 6 * 60 * 60 * 1000;

/** Throws for what this engine could analyse and Amazon Rekognition could not. */
export const refuseUnlikeRekognition = ({
	Codec,
	Format,
	DurationMillis = 0,
}: VideoMetadata): void => {
	if (Codec !== "h264" || Format !== FORMAT) throw new Error(UNSUPPORTED);
	if (DurationMillis > MAX_DURATION_MILLIS)
		throw new Error("The video is longer than 6 hours, the most that Amazon Rekognition takes.");
};
