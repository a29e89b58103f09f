import type { Landmark } from "@aws-sdk/client-rekognition";
import { toLandmarks } from "../../../src/core/landmarks.ts";
import type { Frame } from "../../../src/local/frame.ts";
import { toPicture, type Picture } from "../../../src/local/picture.ts";
import type { Identity } from "../../../scripts/sample/people.ts";
import type { Placed } from "../../../scripts/sample/person.ts";
import { createPainter } from "../../../scripts/sample/picture.ts";
import { expose } from "./exposure.ts";
import { putOnEyewear, wear } from "./eyewear.ts";
import { createRandom, type Random } from "../random.ts";
import { createRandomPerson } from "./randomPerson.ts";
import { trueLandmarks } from "./trueLandmarks.ts";

/** A drawn face as a camera may have seen it, and what is true of it. */
export interface Portrait {
	readonly picture: Picture;
	/** As a network that is right to a fortieth of the distance of the eyes would give them. */
	readonly landmarks: readonly Landmark[];
	readonly placed: Placed;
	readonly facePx: number;
	readonly hasSunglasses: boolean;
}

/** The least of the hair that counts as a beard or mustache; drawn people have this much or none. */
const LEAST_HAIR = 0.75;

/**
 * Portraits of people who do not exist: a third without hair on the face, a third with beard and mustache, a quarter
 * with glasses, and a share of them with sunglasses instead.
 */
export function* drawPortraits(seed: number, count: number, dark = 0): Generator<Portrait> {
	const random = createRandom(seed);
	const opticians = createRandom(seed + DARK_SEED);
	for (let i = 0; i < count; i += 1) {
		const kind = random.next();
		const hair = () => random.between(LEAST_HAIR, 1);
		const beard = {
			jaw: kind < 0.35 || kind > 0.85 ? 0 : hair(),
			lip: kind < 0.35 || (kind > 0.7 && kind < 0.85) ? 0 : hair(),
			isGoatee: random.next() < 0.35,
		};
		const glasses = opticians.next() < dark ? opticians : undefined;
		yield drawPortrait(random, beard, glasses);
	}
}

/** Apart from what else is chosen by chance, so that portraits with and without sunglasses are alike. */
const DARK_SEED = 77_000;

const drawPortrait = (
	random: Random,
	beard: Identity["beard"],
	dark: Random | undefined,
): Portrait => {
	const facePx = Math.round(random.between(44, 200));
	const sizePx = Math.round(facePx * 1.5);
	const size = { widthPx: sizePx, heightPx: sizePx };
	const placed: Placed = {
		who: createRandomPerson(random, beard, random.next() < 0.25),
		at: [0.5, 0.5],
		height: facePx / sizePx,
		turn: {
			yaw: random.between(-22, 22),
			pitch: random.between(-12, 12),
			roll: random.between(-15, 15),
		},
		look: {
			smile: random.next() < 0.5 ? 0 : random.next(),
			open: random.next() < 0.6 ? 0 : random.next(),
			eyes: random.next() < 0.15 ? 0 : 1,
			gaze: [0, 0],
		},
	};
	const rgb = createPainter(size)([placed]);
	if (dark) putOnEyewear(rgb, placed, size, wear(placed, true, dark));
	const picture = toPicture(toFrame(expose(rgb, size, random), size));
	const landmarks = shake(toLandmarks(trueLandmarks(placed, size)), facePx / sizePx, random);
	return { picture, landmarks, placed, facePx, hasSunglasses: dark !== undefined };
};

/** Of the height of a head, the distance of the eyes is about a quarter. */
const shake = (landmarks: readonly Landmark[], height: number, random: Random): Landmark[] =>
	landmarks.map(({ Type, X = 0, Y = 0 }) => ({
		...(Type ? { Type } : {}),
		X: X + (height / 160) * random.normal(),
		Y: Y + (height / 160) * random.normal(),
	}));

/** Planes of green, blue and red, as frames have them. */
export const toFrame = (
	rgb: Uint8Array,
	{ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): Frame => {
	const area = widthPx * heightPx;
	const planes = new Uint8Array(3 * area);
	for (let i = 0; i < area; i += 1) {
		planes[i] = rgb[3 * i + 1] ?? 0;
		planes[area + i] = rgb[3 * i + 2] ?? 0;
		planes[2 * area + i] = rgb[3 * i] ?? 0;
	}
	const padded = { paddedWidthPx: widthPx, paddedHeightPx: heightPx };
	return { widthPx, heightPx, ...padded, timestampMillis: 0, planes };
};
