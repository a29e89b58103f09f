import type { Landmark } from "@aws-sdk/client-rekognition";
import { applyAffine, fitSimilarity, invertAffine } from "./affine.ts";
import type { Affine, Point } from "./affine.ts";
import type { FacePoints } from "./faceSpots.ts";

/** The size of an upright face whose eyes lie this far apart, in pixels; larger ones are averaged down to it. */
export const FACE_WIDTH_PX = 112;
export const FACE_HEIGHT_PX = 136;
const TEMPLATE = {
	eyeLeft: { x: 36, y: 34 },
	eyeRight: { x: 76, y: 34 },
	nose: { x: 56, y: 57 },
	mouthLeft: { x: 41, y: 80 },
	mouthRight: { x: 71, y: 80 },
} as const satisfies Partial<FacePoints>;
/** Beyond so many pixels for each of the face's, more do not change an average. */
const MAX_FINENESS = 4;

/** The piece of a picture that measureFace wants to see of a face, and where the face's points lie in it. */
export interface FaceCut {
	readonly toPicture: Affine;
	readonly widthPx: number;
	readonly heightPx: number;
	/** Pixels of the piece for each of the measured face. */
	readonly fineness: number;
	/** In pixels of the measured face. */
	readonly points: FacePoints;
	/** Whether a point of the measured face is in the picture at all. */
	readonly isShown: (point: Point) => boolean;
}

/** What the cut needs to know of a face. */
const TYPES = [
	"eyeLeft",
	"eyeRight",
	"nose",
	"mouthLeft",
	"mouthRight",
	"mouthUp",
	"mouthDown",
	"chinBottom",
] as const satisfies readonly (keyof FacePoints)[];

/** Where to cut a face; undefined for one that lacks a landmark the cut needs. */
export const toFaceCut = (
	landmarks: readonly Landmark[],
	picture: { readonly widthPx: number; readonly heightPx: number },
): FaceCut | undefined => {
	const found = TYPES.map((type): readonly [string, Point | undefined] => {
		const { X, Y } = landmarks.find(({ Type }) => Type === type) ?? {};
		if (X === undefined || Y === undefined) return [type, undefined];
		// Ratios count from the edge of the first pixel, maps between pictures from its middle.
		return [type, { x: X * picture.widthPx - 0.5, y: Y * picture.heightPx - 0.5 }];
	});
	const seen = Object.fromEntries(found);
	return isComplete(seen) ? cutAround(seen, picture) : undefined;
};

const isComplete = (
	points: Readonly<Record<string, Point | undefined>>,
): points is Readonly<Record<string, Point | undefined>> & FacePoints =>
	TYPES.every((type) => points[type] !== undefined);

const cutAround = (
	seen: FacePoints,
	picture: { readonly widthPx: number; readonly heightPx: number },
): FaceCut | undefined => {
	const { eyeLeft, eyeRight, nose, mouthLeft, mouthRight } = TEMPLATE;
	const face = fitSimilarity(
		[eyeLeft, eyeRight, nose, mouthLeft, mouthRight],
		[seen.eyeLeft, seen.eyeRight, seen.nose, seen.mouthLeft, seen.mouthRight],
	);
	const scale = Math.hypot(face.a, face.d);
	if (scale === 0) return undefined;
	const fineness = Math.min(MAX_FINENESS, Math.max(1, Math.ceil(scale)));
	const back = invertAffine(face);
	const place = (point: Point): Point => applyAffine(back, point);
	return {
		toPicture: refine(face, fineness),
		widthPx: FACE_WIDTH_PX * fineness,
		heightPx: FACE_HEIGHT_PX * fineness,
		fineness,
		points: {
			eyeLeft: place(seen.eyeLeft),
			eyeRight: place(seen.eyeRight),
			nose: place(seen.nose),
			mouthLeft: place(seen.mouthLeft),
			mouthRight: place(seen.mouthRight),
			mouthUp: place(seen.mouthUp),
			mouthDown: place(seen.mouthDown),
			chinBottom: place(seen.chinBottom),
		},
		isShown: (point) => {
			const { x, y } = applyAffine(face, point);
			return x >= 0 && y >= 0 && x < picture.widthPx - 1 && y < picture.heightPx - 1;
		},
	};
};

/** The same map from a piece with several pixels for one. */
const refine = (face: Affine, fineness: number): Affine => {
	const first = (1 - fineness) / (2 * fineness);
	const { x, y } = applyAffine(face, { x: first, y: first });
	return {
		a: face.a / fineness,
		b: face.b / fineness,
		c: x,
		d: face.d / fineness,
		e: face.e / fineness,
		f: y,
	};
};
