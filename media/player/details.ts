import type { FaceDetection } from "@aws-sdk/client-rekognition";

/** The faces on the screen in words, for those who do not see the boxes. */
export const toDetails = (faces: readonly FaceDetection[]): string => {
	if (faces.length === 0) return "No face here";
	const confidences = faces
		.toSorted(fromTheLeft)
		.map(({ Face }) => `${(Face?.Confidence ?? 0).toFixed(1)} %`);
	return `${faces.length === 1 ? "1 face" : `${faces.length} faces`} here: ${confidences.join(", ")}`;
};

const fromTheLeft = (a: FaceDetection, b: FaceDetection): number =>
	(a.Face?.BoundingBox?.Left ?? 0) - (b.Face?.BoundingBox?.Left ?? 0);
