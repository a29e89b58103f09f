import type { Landmark } from "@aws-sdk/client-rekognition";
import { applyAffine, fitSimilarity, invertAffine } from "./affine.ts";
import type { Affine, Point } from "./affine.ts";
import type { FacePoints } from "./faceRegions.ts";

/** The size of an upright face whose eyes lie this far apart, in pixels; larger ones are averaged down to it. */
export const FACE_WIDTH_PX = 112;
export const FACE_HEIGHT_PX = 136;
const TEMPLATE = {
	eyeLeft: { x: 36, y: 34 },
	eyeRight: { x: 76, y: 34 },
	nose: { x: 56, y: 57 },
	mouthLeft: { x: 41, y: 80 },
	mouthRight: { x: 71, y: 80 },
} as const satisfies FacePoints;
/** Beyond so many pixels for each of the face's, more do not change an average. */
const MAX_FINENESS = 4;

/** The piece of a picture that toFacialHair wants to see of a face, and where the face's points lie in it. */
export interface FaceCut {
	readonly toPicture: Affine;
	readonly widthPx: number;
	readonly heightPx: number;
	/** Pixels of the piece for each of the measured face. */
	readonly fineness: number;
	/** In pixels of the measured face. */
	readonly points: FacePoints;
}

/** Where to cut a face with eyeLeft, eyeRight, nose, mouthLeft and mouthRight; undefined for one without. */
export const toFaceCut = (
	landmarks: readonly Landmark[],
	picture: { readonly widthPx: number; readonly heightPx: number },
): FaceCut | undefined => {
	const find = (type: keyof FacePoints): Point | undefined => {
		const { X, Y } = landmarks.find(({ Type }) => Type === type) ?? {};
		if (X === undefined || Y === undefined) return undefined;
		// Ratios count from the edge of the first pixel, maps between pictures from its middle.
		return { x: X * picture.widthPx - 0.5, y: Y * picture.heightPx - 0.5 };
	};
	const [eyeLeft, eyeRight, nose] = [find("eyeLeft"), find("eyeRight"), find("nose")];
	const [mouthLeft, mouthRight] = [find("mouthLeft"), find("mouthRight")];
	if (!eyeLeft || !eyeRight || !nose || !mouthLeft || !mouthRight) return undefined;
	return cutAround({ eyeLeft, eyeRight, nose, mouthLeft, mouthRight });
};

const cutAround = (seen: FacePoints): FaceCut | undefined => {
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
