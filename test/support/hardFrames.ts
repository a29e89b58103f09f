import { areaOf } from "../../src/core/boxes.ts";
import { type Identity, people } from "../../scripts/sample/people.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { createPainter } from "../../scripts/sample/picture.ts";
import { faceBox, type TrueFace, trueFaces } from "../../scripts/sample/truth.ts";
import { createRandom, type Random } from "./random.ts";

/** What makes a face hard to find, besides its size. */
export const CONDITIONS = [
	"plain",
	"turned",
	"tilted",
	"covered",
	"dark",
	"blurred",
	"crowded",
] as const;
type Condition = (typeof CONDITIONS)[number];

/** From where to where the height of a face goes, in pixels. */
export const SIZES_PX = [
	[13, 24],
	[24, 40],
	[40, 80],
	[80, 160],
	[160, 300],
] as const;
type SizePx = (typeof SIZES_PX)[number];

/** A picture to be drawn. */
export interface HardFrame {
	readonly widthPx: number;
	readonly heightPx: number;
	/** Red, green, blue, row by row. */
	readonly draw: () => Uint8Array;
	readonly faces: readonly TrueFace[];
	readonly condition: Condition;
	readonly sizePx: SizePx;
}

const FRAME = { widthPx: 640, heightPx: 360 };
const CROWD = 4;

/** As many pictures of every condition and size; the same ones for the same seed. */
export function* makeHardFrames(seed: number, ofEach: number): Generator<HardFrame> {
	const random = createRandom(seed);
	const cast = inventPeople(random);
	const paint = createPainter(FRAME);
	for (const condition of CONDITIONS)
		for (const sizePx of SIZES_PX)
			for (let i = 0; i < ofEach; i += 1) {
				const shown = placeAll({ random, cast, condition, sizePx });
				const faces = trueFaces(shown, FRAME);
				const own = createRandom(random.integer(0, 2 ** 31));
				const draw = () => spoil(paint(shown, own.between(0, 60)), faces, condition, own);
				yield { ...FRAME, draw, faces, condition, sizePx };
			}
}

type Cast = readonly [Identity, ...Identity[]];

/** The five of the sample, and others who have the hair of one and the face of another. */
const inventPeople = (random: Random): Cast => {
	const { ada, bruno, clara, dev, esi } = people;
	const known = [ada, bruno, clara, dev, esi] as const;
	const mixed = Array.from({ length: 15 }, (_, i): Identity => {
		const { skin, lips } = random.pick(known);
		const { brows, beard } = random.pick(known);
		const { glasses } = random.pick(known);
		return {
			name: `Mixed ${i}`,
			skin,
			lips,
			brows,
			beard,
			hair: random.pick(known).hair,
			face: random.pick(known).face,
			eyes: random.pick(known).eyes,
			nose: random.pick(known).nose,
			mouth: random.pick(known).mouth,
			freckles: random.pick(known).freckles,
			clothes: random.pick(known).clothes,
			shoulders: random.pick(known).shoulders,
			...(glasses ? { glasses } : {}),
		};
	});
	return [...known, ...mixed];
};

interface Scene {
	readonly random: Random;
	readonly cast: Cast;
	readonly condition: Condition;
	readonly sizePx: SizePx;
}

/** Those who would stand before another's face are left out. */
const placeAll = (scene: Scene): readonly Placed[] => {
	const count = scene.condition === "crowded" ? CROWD : 1;
	const shown: Placed[] = [];
	for (let tries = 0; shown.length < count && tries < 50; tries += 1) {
		const placed = placeOne(scene);
		const isFree = shown.every((other) => areApart(other, placed));
		if (isFree) shown.push(placed);
	}
	return shown;
};

const placeOne = ({ random, cast, condition, sizePx }: Scene): Placed => {
	const someone: Placed = {
		who: random.pick(cast),
		at: [0.5, 0.5],
		height: 1,
		turn: turnFor(condition, random),
		look: {
			smile: random.next(),
			open: random.next() * 0.6,
			eyes: random.next() < 0.1 ? 0 : 1,
			gaze: [random.between(-0.5, 0.5), random.between(-0.3, 0.3)],
		},
	};
	const { Height: unit = 1 } = faceBox(someone, FRAME);
	const sized = {
		...someone,
		height: random.between(sizePx[0], sizePx[1]) / FRAME.heightPx / unit,
	};
	const { Left = 0, Top = 0, Width = 0, Height = 0 } = faceBox(sized, FRAME);
	const left = random.between(0, 1 - Width) - Left;
	const top = random.between(0, Math.max(0, 1 - Height)) - Top;
	return { ...sized, at: [0.5 + left, 0.5 + top] };
};

const turnFor = (condition: Condition, random: Random): Placed["turn"] => {
	const side = random.pick([-1, 1]);
	const slight = {
		yaw: 12 * random.normal(),
		pitch: 5 * random.normal(),
		roll: 4 * random.normal(),
	};
	switch (condition) {
		case "turned":
			return { ...slight, yaw: side * random.between(30, 60), pitch: random.between(-20, 20) };
		case "tilted":
			return { ...slight, roll: side * random.between(20, 45) };
		case "plain":
		case "covered":
		case "dark":
		case "blurred":
		case "crowded":
			return slight;
	}
};

/** Bodies cover what is below faces: in a crowd nobody stands close behind another. */
const areApart = (one: Placed, other: Placed): boolean => {
	const [first, second] = [faceBox(one, FRAME), faceBox(other, FRAME)];
	const width = ((first.Width ?? 0) + (second.Width ?? 0)) * 1.2;
	return Math.abs(one.at[0] - other.at[0]) > width || areaOf(first) === 0;
};

const spoil = (
	rgb: Uint8Array,
	faces: readonly TrueFace[],
	condition: Condition,
	random: Random,
): Uint8Array => {
	const [face] = faces;
	switch (condition) {
		case "covered":
			return face ? cover(rgb, face, random) : rgb;
		case "dark":
			return darken(rgb, random.between(0.03, 0.15), random);
		case "blurred":
			return blur(
				rgb,
				(face?.BoundingBox.Height ?? 0) * FRAME.heightPx * random.between(0.02, 0.06),
			);
		case "plain":
		case "turned":
		case "tilted":
		case "crowded":
			return rgb;
	}
};

type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** Parts of a face that things are held before, in ratios of its box. */
const COVERS: readonly [Edges, ...Edges[]] = [
	[-0.05, 0.6, 1.05, 1.1],
	[-0.1, -0.1, 0.4, 1.1],
	[0.6, -0.1, 1.1, 1.1],
	[-0.05, 0.25, 1.05, 0.48],
	[-0.1, -0.2, 1.1, 0.25],
];

const cover = (rgb: Uint8Array, { BoundingBox: box }: TrueFace, random: Random): Uint8Array => {
	const { Left = 0, Top = 0, Width = 0, Height = 0 } = box;
	const [left, top, right, bottom] = random.pick(COVERS);
	const colour = [random.integer(20, 220), random.integer(20, 220), random.integer(20, 220)];
	const covered = Uint8Array.from(rgb);
	for (let at = 0; at < rgb.length; at += 3) {
		const x = ((at / 3) % FRAME.widthPx) / FRAME.widthPx;
		const y = Math.floor(at / 3 / FRAME.widthPx) / FRAME.heightPx;
		const [u, v] = [(x - Left) / Width, (y - Top) / Height];
		if (u > left && u < right && v > top && v < bottom) covered.set(colour, at);
	}
	return covered;
};

/** A share of the light, and the noise of a camera that has little of it. */
const darken = (rgb: Uint8Array, share: number, random: Random): Uint8Array =>
	rgb.map((value) => Math.max(0, Math.min(255, value * share ** (1 / 2.2) + 2 * random.normal())));

/** Three passes of a box are nearly a bell. */
const blur = (rgb: Uint8Array, sigmaPx: number): Uint8Array => {
	const radius = Math.max(0, Math.round((Math.sqrt(4 * sigmaPx ** 2 + 1) - 1) / 2));
	let floats = Float32Array.from(rgb);
	for (let pass = 0; pass < 3; pass += 1)
		floats = average(
			average(floats, radius, 3, FRAME.widthPx),
			radius,
			3 * FRAME.widthPx,
			FRAME.heightPx,
		);
	return Uint8Array.from(floats, Math.round);
};

/** Each value with its neighbours, which are `step` apart in lines of `length`. */
const average = (
	values: Float32Array,
	radius: number,
	step: number,
	length: number,
): Float32Array<ArrayBuffer> =>
	Float32Array.from(values, (value, i) => {
		const place = Math.floor(i / step) % length;
		let sum = value;
		for (let k = 1; k <= radius; k += 1) {
			sum += values[i - Math.min(k, place) * step] ?? 0;
			sum += values[i + Math.min(k, length - 1 - place) * step] ?? 0;
		}
		return sum / (2 * radius + 1);
	});
