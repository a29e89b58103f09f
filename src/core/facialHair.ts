import type { Point } from "./affine.ts";
import { FACE_HEIGHT_PX, FACE_WIDTH_PX } from "./faceCut.ts";
import type { FaceCut } from "./faceCut.ts";
import { layOutFace } from "./faceRegions.ts";

/** Probabilities, 0..1. */
export interface FacialHair {
	readonly beard: number;
	readonly mustache: number;
}

/** How unlike the skin of the cheeks the jaw and the upper lip look: about 0 for bare skin. */
export interface HairContrast {
	readonly beard: number;
	readonly mustache: number;
}

/** Where bare and hairy faces are told apart, drawn and photographed ones (bench/facialHair.ts, models/README.md). */
export const HAIR_BORDERS: HairContrast = { beard: 0.23, mustache: 0.37 };
const STEEPNESS = 12;

/** How likely a face has a beard and a mustache, from the piece of toFaceCut: red, green and blue planes. */
export const toFacialHair = (piece: Uint8Array, cut: FaceCut): FacialHair => {
	const contrast = measureHair(piece, cut);
	const likely = (kind: keyof HairContrast): number =>
		1 / (1 + Math.exp(-STEEPNESS * (contrast[kind] - HAIR_BORDERS[kind])));
	return { beard: likely("beard"), mustache: likely("mustache") };
};

/** A goatee leaves the sides free. */
const CHIN_WEIGHT = 2;

/** Measures a face against its own cheeks, each half against its own, so that the light of the scene falls out. */
export const measureHair = (piece: Uint8Array, cut: FaceCut): HairContrast => {
	const face = toFace(piece, cut);
	const { cheeks, jaws, lip, wings, chin } = layOutFace(cut.points);
	const [left, right] = [look(face, cheeks[0]), look(face, cheeks[1])];
	const [leftWidth, rightWidth] = [widthOf(cheeks[0]), widthOf(cheeks[1])];
	const both = (one: number, other: number): number =>
		(one * leftWidth + other * rightWidth) / (leftWidth + rightWidth);
	const skin = {
		light: (left.light + right.light) / 2,
		redness: (left.redness + right.redness) / 2,
	};
	const beside = ([one, other]: readonly [readonly Point[], readonly Point[]]): number =>
		both(contrast(look(face, one), left), contrast(look(face, other), right));
	const chinContrast = contrast(look(face, chin), skin);
	return {
		beard: (beside(jaws) + CHIN_WEIGHT * chinContrast) / (1 + CHIN_WEIGHT),
		mustache: (contrast(look(face, lip), skin) + beside(wings)) / 2,
	};
};

/** Below this width a cheek is seen too much from the side to count. */
const MIN_CHEEK_PX = 3;
/** Keeps two hidden cheeks from dividing by nothing. */
const LEAST_WEIGHT = 0.5;

const widthOf = (points: readonly Point[]): number => {
	const across = points.map(({ x }) => x);
	return Math.max(0, Math.max(...across) - Math.min(...across) - MIN_CHEEK_PX) + LEAST_WEIGHT;
};

/** Logarithms of light and of red by green, averaged down to the measured size. */
interface Face {
	readonly light: Float32Array;
	readonly redness: Float32Array;
}

/** Keeps the noise of dark pixels small. */
const DARK = 12;

const toFace = (piece: Uint8Array, { widthPx, fineness }: FaceCut): Face => {
	const size = FACE_WIDTH_PX * FACE_HEIGHT_PX;
	const area = size * fineness * fineness;
	if (piece.length !== 3 * area) throw new RangeError("Cut the piece as toFaceCut says.");
	const average = (plane: number): Float32Array => {
		const sums = new Float32Array(size);
		for (let i = 0; i < area; i += 1) {
			const x = Math.floor((i % widthPx) / fineness);
			const at = Math.floor(i / widthPx / fineness) * FACE_WIDTH_PX + x;
			sums[at] = (sums[at] ?? 0) + (piece[plane * area + i] ?? 0);
		}
		return sums.map((sum) => Math.log(sum / fineness ** 2 + DARK));
	};
	const [red, green, blue] = [average(0), average(1), average(2)];
	return {
		light: green.map((value, i) => 0.3 * (red[i] ?? 0) + 0.6 * value + 0.1 * (blue[i] ?? 0)),
		redness: green.map((value, i) => (red[i] ?? 0) - value),
	};
};

interface Look {
	readonly light: number;
	readonly redness: number;
}

const look = ({ light, redness }: Face, points: readonly Point[]): Look => {
	const places = points.map(({ x, y }) => {
		const column = Math.min(FACE_WIDTH_PX - 1, Math.max(0, Math.round(x)));
		const row = Math.min(FACE_HEIGHT_PX - 1, Math.max(0, Math.round(y)));
		return row * FACE_WIDTH_PX + column;
	});
	const mean = (values: Float32Array): number =>
		places.reduce((sum, place) => sum + (values[place] ?? 0), 0) / places.length;
	return { light: mean(light), redness: mean(redness) };
};

/** What is darker still, or much brighter, is a hard shadow or light. */
const MOST_DARKNESS = 0.7;
const LEAST_DARKNESS = -0.3;
/** A shadow on skin makes it redder, hair makes it less red: colour counts more than darkness. */
const PALENESS_WEIGHT = 1.5;

const contrast = (patch: Look, skin: Look): number =>
	Math.min(MOST_DARKNESS, Math.max(LEAST_DARKNESS, skin.light - patch.light)) +
	PALENESS_WEIGHT * (skin.redness - patch.redness);
