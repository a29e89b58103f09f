import type { Landmark, LandmarkType } from "@aws-sdk/client-rekognition";
import type { Point } from "./affine.ts";

/** How many points the usual annotation of a face has (iBUG 300-W). */
export const POINT_COUNT = 68;

/** The parts of a face in the usual 68 points; left is left in the picture. */
export type FacePart = "leftEye" | "rightEye" | "mouth";

const PARTS: Readonly<Record<FacePart, readonly [from: number, to: number]>> = {
	leftEye: [36, 42],
	rightEye: [42, 48],
	mouth: [48, 68],
};

/** Each type is the middle of these of the 68 points, which are numbered from left to right in the picture. */
const SOURCES: readonly (readonly [LandmarkType, readonly number[]])[] = [
	["eyeLeft", [36, 37, 38, 39, 40, 41]],
	["eyeRight", [42, 43, 44, 45, 46, 47]],
	["nose", [30]],
	["mouthLeft", [48]],
	["mouthRight", [54]],
	["leftEyeBrowLeft", [17]],
	["leftEyeBrowRight", [21]],
	["leftEyeBrowUp", [19]],
	["rightEyeBrowLeft", [22]],
	["rightEyeBrowRight", [26]],
	["rightEyeBrowUp", [24]],
	["leftEyeLeft", [36]],
	["leftEyeRight", [39]],
	["leftEyeUp", [37, 38]],
	["leftEyeDown", [40, 41]],
	["rightEyeLeft", [42]],
	["rightEyeRight", [45]],
	["rightEyeUp", [43, 44]],
	["rightEyeDown", [46, 47]],
	["noseLeft", [31]],
	["noseRight", [35]],
	["mouthUp", [51]],
	["mouthDown", [57]],
	// The points know no iris; the middle of the lids is where it is when the eyes look ahead.
	["leftPupil", [36, 37, 38, 39, 40, 41]],
	["rightPupil", [42, 43, 44, 45, 46, 47]],
	["upperJawlineLeft", [0]],
	["midJawlineLeft", [4]],
	["chinBottom", [8]],
	["midJawlineRight", [12]],
	["upperJawlineRight", [16]],
];

/** Rekognition's 30 landmarks from the usual 68 points of a face, in the same ratios. */
export const toLandmarks = (points: readonly Point[]): Landmark[] => {
	if (points.length !== POINT_COUNT)
		throw new RangeError(`A face has ${POINT_COUNT} points, not ${points.length}.`);
	return SOURCES.map(([Type, indices]) => {
		const { x, y } = middleOf(points.filter((_, index) => indices.includes(index)));
		return { Type, X: x, Y: y };
	});
};

/** The middle of a part of the face. */
export const centerOf = (points: readonly Point[], part: FacePart): Point =>
	middleOf(points.slice(...PARTS[part]));

const middleOf = (points: readonly Point[]): Point => ({
	x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
	y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
