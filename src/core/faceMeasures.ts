import type { Point } from "./affine.ts";
import { FACE_HEIGHT_PX, FACE_WIDTH_PX } from "./faceCut.ts";
import type { FaceCut } from "./faceCut.ts";
import { EYE_COLUMNS, layOutSpots } from "./faceSpots.ts";
import type { Pair } from "./faceSpots.ts";

/** What a face looks like in its own light: a row of numbers for each of the small networks of faceMarks. */
export interface FaceMeasures {
	/** Darkness and colour where beards and mustaches grow. */
	readonly hair: Float32Array;
	/** Darkness and edges around the bridge of the nose and the inner half of the eyes. */
	readonly frame: Float32Array;
	/** Darkness from the brow to the cheek. */
	readonly lenses: Float32Array;
	/** Darkness of the eyes themselves. */
	readonly lids: Float32Array;
}

/**
 * Measures the piece of toFaceCut, red, green and blue planes: every spot against the cheek of its own half, so that
 * the light of the scene falls out, and both halves together, the one that is seen wider counting more.
 */
export const measureFace = (piece: Uint8Array, cut: FaceCut): FaceMeasures => {
	const face = toFace(piece, cut);
	const spots = layOutSpots(cut.points);
	const { left, right } = toSides(face, spots.cheeks, cut);
	const shareLeft = left.widthPx / (left.widthPx + right.widthPx);
	const compare = (pair: Pair): Look =>
		mix(
			against(left.skin, look(face, pair.left)),
			against(right.skin, look(face, pair.right)),
			shareLeft,
		);
	const skin = describeSkin(left.skin, right.skin);
	const eyes = spots.eyes.map(compare).map((seen, i) => ({
		...seen,
		column: i % EYE_COLUMNS.length,
		row: Math.floor(i / EYE_COLUMNS.length),
	}));
	const hair = spots.hair.map(compare);
	const inner = eyes.filter(({ column }) => column < EYE_COLUMNS.length / 2);
	const lids = eyes.filter(({ column, row }) => column > 1 && column < 7 && row > 1 && row < 5);
	return {
		hair: toRow(
			hair.flatMap(({ light, redness, blueness }) => [light, redness, blueness]),
			skin,
		),
		frame: toRow(
			inner.flatMap(({ light, across, down }) => [light, across, down]),
			skin,
		),
		lenses: toRow(
			eyes.map(({ light }) => light),
			skin,
		),
		lids: toRow(
			lids.map(({ light }) => light),
			skin,
		),
	};
};

/** Which share of the places where hair grows, and of those around the eyes, is in the picture. */
export interface ShownShares {
	readonly hair: number;
	readonly eyes: number;
}

export const toShownShares = ({ points, isShown }: FaceCut): ShownShares => {
	const { hair, eyes } = layOutSpots(points);
	const share = (pairs: readonly Pair[]): number =>
		pairs.filter(({ left, right }) => isShown(left) && isShown(right)).length / pairs.length;
	return { hair: share(hair), eyes: share(eyes) };
};

const toRow = (seen: readonly number[], skin: readonly number[]): Float32Array =>
	Float32Array.from([...seen, ...skin]);

/** How red, blue and bright the skin is, and how unlike its halves are lit. */
const describeSkin = (left: Look, right: Look): readonly number[] => [
	left.redness + right.redness,
	left.blueness + right.blueness,
	left.light + right.light,
	Math.abs(left.light - right.light),
];

/** Logarithms of light and of red and blue by green, and how fast the light changes, averaged down to the measured size. */
interface Face {
	readonly light: Float32Array;
	readonly redness: Float32Array;
	readonly blueness: Float32Array;
	readonly across: Float32Array;
	readonly down: Float32Array;
}

interface Look {
	readonly light: number;
	readonly redness: number;
	readonly blueness: number;
	readonly across: number;
	readonly down: number;
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
	const light = green.map((value, i) => 0.3 * (red[i] ?? 0) + 0.6 * value + 0.1 * (blue[i] ?? 0));
	const slope = (step: number): Float32Array =>
		light.map((value, i) => Math.abs((light[i + step] ?? value) - (light[i - step] ?? value)));
	return {
		light,
		redness: green.map((value, i) => (red[i] ?? 0) - value),
		blueness: green.map((value, i) => (blue[i] ?? 0) - value),
		across: slope(1),
		down: slope(FACE_WIDTH_PX),
	};
};

/** How far a spot reaches to each side. */
const REACH_PX = 2;

const look = (face: Face, { x, y }: Point): Look => {
	const column = clamp(Math.round(x), REACH_PX, FACE_WIDTH_PX - 1 - REACH_PX);
	const line = clamp(Math.round(y), REACH_PX, FACE_HEIGHT_PX - 1 - REACH_PX);
	const mean = (values: Float32Array): number => {
		let sum = 0;
		for (let j = line - REACH_PX; j <= line + REACH_PX; j += 1)
			for (let i = column - REACH_PX; i <= column + REACH_PX; i += 1)
				sum += values[j * FACE_WIDTH_PX + i] ?? 0;
		return sum / (2 * REACH_PX + 1) ** 2;
	};
	return {
		light: mean(face.light),
		redness: mean(face.redness),
		blueness: mean(face.blueness),
		across: mean(face.across),
		down: mean(face.down),
	};
};

const clamp = (value: number, low: number, high: number): number =>
	Math.min(high, Math.max(low, value));

/** The skin of one half, and how wide it is seen. */
interface Side {
	readonly skin: Look;
	readonly widthPx: number;
}

/** Keeps two hidden halves from dividing by nothing. */
const LEAST_WIDTH_PX = 1;

const toSides = (
	face: Face,
	cheeks: readonly Pair[],
	{ points }: FaceCut,
): Record<"left" | "right", Side> => {
	const toSide = (side: keyof Pair, eye: Point): Side => ({
		skin: meanOf(cheeks.map((pair) => look(face, pair[side]))),
		widthPx: Math.max(LEAST_WIDTH_PX, Math.abs(eye.x - points.nose.x) - LEAST_WIDTH_PX),
	});
	return { left: toSide("left", points.eyeLeft), right: toSide("right", points.eyeRight) };
};

const meanOf = (looks: readonly Look[]): Look => {
	const mean = (name: keyof Look): number =>
		looks.reduce((sum, each) => sum + each[name], 0) / looks.length;
	return {
		light: mean("light"),
		redness: mean("redness"),
		blueness: mean("blueness"),
		across: mean("across"),
		down: mean("down"),
	};
};

const mix = (one: Look, other: Look, share: number): Look => {
	const part = (name: keyof Look): number => one[name] * share + other[name] * (1 - share);
	return {
		light: part("light"),
		redness: part("redness"),
		blueness: part("blueness"),
		across: part("across"),
		down: part("down"),
	};
};

/** What is darker still, or much brighter, is a hard shadow or light. */
const MOST_DARKNESS = 1.5;
const LEAST_DARKNESS = -0.7;

/** How much darker, less red and less blue than the skin; its detail stands for itself. */
const against = (skin: Look, spot: Look): Look => ({
	light: clamp(skin.light - spot.light, LEAST_DARKNESS, MOST_DARKNESS),
	redness: skin.redness - spot.redness,
	blueness: skin.blueness - spot.blueness,
	across: spot.across,
	down: spot.down,
});
