import type { Landmark } from "@aws-sdk/client-rekognition";
import { toLandmarks } from "../../../src/core/landmarks.ts";
import { toPicture, type Picture } from "../../../src/local/picture.ts";
import { headSolid } from "../../../scripts/sample/head.ts";
import type { Identity } from "../../../scripts/sample/people.ts";
import type { Placed } from "../../../scripts/sample/person.ts";
import { createPainter } from "../../../scripts/sample/picture.ts";
import type { PictureSize } from "../../../scripts/sample/pose.ts";
import { createRandom, type Random } from "../random.ts";
import { type HairCoat, growCoat, shaveCoat } from "./beards.ts";
import { compress } from "./compress.ts";
import { expose } from "./exposure.ts";
import { deepen, type Depth } from "./features.ts";
import { type Eyewear, putOnEyewear, wear } from "./eyewear.ts";
import { chooseLight, type Light } from "./lighting.ts";
import { toFrame } from "./portrait.ts";
import { createRandomPerson } from "./randomPerson.ts";
import { toByte, toLinear } from "./film.ts";
import { layOut, seePixels, type Sheet, toRelief } from "./surfaceMap.ts";
import { trueLandmarks } from "./trueLandmarks.ts";

/** What is true of a drawn head. */
interface HeadTruth {
	readonly beard: boolean;
	readonly mustache: boolean;
	readonly eyeglasses: boolean;
	readonly sunglasses: boolean;
	readonly eyesOpen: boolean;
	readonly mouthOpen: boolean;
	readonly smile: boolean;
}

/** A drawn head as a camera may have seen it. */
export interface Head {
	readonly picture: Picture;
	/** Exactly where things are. */
	readonly landmarks: readonly Landmark[];
	readonly placed: Placed;
	readonly truth: HeadTruth;
}

/** Many heads: so many people, each in so many pictures with other hair, eyewear, light, pose, size and camera. */
export function* drawHeads(seed: number, people: number, ofEach: number): Generator<Head> {
	const random = createRandom(seed);
	for (let i = 0; i < people; i += 1) {
		const model = inventModel(random);
		for (let k = 0; k < ofEach; k += 1)
			yield drawHead(model, createRandom(random.integer(0, 2 ** 31)));
	}
}

/** Somebody, with what takes long to make and serves for many pictures. */
interface Model {
	readonly who: Identity;
	readonly smile: number;
	readonly resting: Sheet;
	readonly smiling: Sheet;
	readonly paint: ReturnType<typeof createPainter>;
}

/** A third have the hair that the sample's people have, and a fifth their glasses. */
const inventModel = (random: Random): Model => {
	const kind = random.next();
	const hair = () => random.between(0.75, 1);
	const beard = {
		jaw: kind < 0.17 ? hair() : 0,
		lip: kind > 0.07 && kind < 0.24 ? hair() : 0,
		isGoatee: random.next() < 0.35,
	};
	const who = createRandomPerson(random, beard, random.next() < 0.2);
	const smile = random.between(0.5, 1);
	const sheet = (amount: number): Sheet => layOut(toRelief(headSolid(who, amount)), FRONT);
	return { who, smile, resting: sheet(0), smiling: sheet(smile), paint: createPainter(CANVAS) };
};

const FRONT = { left: -0.72, right: 0.72, bottom: -1.16, top: 0.56, step: 0.03 };

/** People are drawn in the middle of one size of picture, since a painter remembers them, and cut out. */
const CANVAS = { widthPx: 400, heightPx: 400 };
const LEAST_PX = 50;
const MOST_PX = 250;

const drawHead = (model: Model, random: Random): Head => {
	const facePx = Math.round(LEAST_PX * (MOST_PX / LEAST_PX) ** random.next());
	const placed = pose(model, facePx / CANVAS.heightPx, random);
	const dress = dressUp(placed, random);
	const rgb = model.paint([placed], random.between(0, 60));
	const sheet = placed.look.smile > 0 ? model.smiling : model.resting;
	putOn(rgb, placed, { ...dress, sheet });
	const size = { widthPx: evenPx(facePx * 1.5), heightPx: evenPx(facePx * 1.5) };
	const shot = expose(cutMiddle(rgb, size), size, random);
	const seen = random.next() < 0.6 ? compress(shot, size, random.between(2, 22)) : shot;
	const middle = { ...placed, height: facePx / size.heightPx };
	return {
		picture: toPicture(toFrame(seen, size)),
		landmarks: toLandmarks(trueLandmarks(middle, size)),
		placed: middle,
		truth: tellTruth(placed, dress),
	};
};

/** So that the middle of what is cut out is the middle of the canvas. */
const evenPx = (px: number): number => 2 * Math.round(px / 2);

const cutMiddle = (rgb: Uint8Array, { widthPx, heightPx }: PictureSize): Uint8Array => {
	const left = Math.round((CANVAS.widthPx - widthPx) / 2);
	const top = Math.round((CANVAS.heightPx - heightPx) / 2);
	const cut = new Uint8Array(3 * widthPx * heightPx);
	for (let y = 0; y < heightPx; y += 1) {
		const start = 3 * ((y + top) * CANVAS.widthPx + left);
		cut.set(rgb.subarray(start, start + 3 * widthPx), 3 * y * widthPx);
	}
	return cut;
};

const pose = ({ who, smile }: Model, height: number, random: Random): Placed => ({
	who,
	at: [0.5, 0.5],
	height,
	turn: {
		yaw: random.between(-28, 28),
		pitch: random.between(-15, 15),
		roll: random.between(-15, 15),
	},
	look: {
		smile: random.next() < 0.5 ? 0 : smile,
		open: random.next() < 0.55 ? 0 : random.between(0.5, 1),
		eyes: random.next() < 0.3 ? 0 : random.between(0.7, 1),
		gaze: [random.between(-0.5, 0.5), random.between(-0.3, 0.3)],
	},
});

/** What is put over the sample's own drawing. */
interface Dress {
	readonly coat: HairCoat | undefined;
	readonly eyewear: Eyewear | undefined;
	readonly light: Light;
	readonly depth: Depth;
}

const dressUp = (placed: Placed, random: Random): Dress => {
	const { beard, glasses } = placed.who;
	const isBare = beard.jaw === 0 && beard.lip === 0;
	const grows = random.next();
	const sees = random.next();
	const bareCoat = grows < 0.45 ? growCoat(placed, random) : undefined;
	const shave = grows > 0.85 ? shaveCoat(placed, random) : undefined;
	const isDark = sees < 0.16;
	const isClear = !glasses && sees > 0.75;
	return {
		coat: isBare ? (bareCoat ?? shave) : undefined,
		eyewear: isDark || isClear ? wear(placed, isDark, random) : undefined,
		light: chooseLight(random),
		depth: deepen(placed, random),
	};
};

const tellTruth = ({ who, look }: Placed, { coat, eyewear }: Dress): HeadTruth => ({
	beard: who.beard.jaw > 0 || (coat?.beard ?? 0) > 0,
	mustache: who.beard.lip > 0 || (coat?.mustache ?? 0) > 0,
	eyeglasses: (who.glasses !== undefined || eyewear !== undefined) && !(eyewear?.isDark ?? false),
	sunglasses: eyewear?.isDark ?? false,
	eyesOpen: look.eyes > 0,
	mouthOpen: look.open > 0,
	smile: look.smile > 0,
});

const putOn = (
	rgb: Uint8Array,
	placed: Placed,
	{ coat, eyewear, light, depth, sheet }: Dress & { readonly sheet: Sheet },
): void => {
	const { skin } = placed.who;
	for (const seen of seePixels(sheet, placed, CANVAS)) {
		const density = coat?.density(seen.x, seen.y) ?? 0;
		const level = light(seen);
		const shade = depth(seen.x, seen.y);
		for (const channel of [0, 1, 2] as const) {
			const hair = (coat?.colour[channel] ?? 0) / skin[channel];
			const change = level[channel] * (1 - density + density * hair) * shade;
			const at = 3 * seen.index + channel;
			rgb[at] = toByte(toLinear(rgb[at] ?? 0) * change);
		}
	}
	if (eyewear) putOnEyewear(rgb, placed, CANVAS, eyewear);
};
