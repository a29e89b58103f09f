import { featuresOf } from "../../../scripts/sample/head.ts";
import {
	bell,
	clamp,
	hex,
	mix,
	noise,
	scale,
	smoothstep,
	type Rgb,
} from "../../../scripts/sample/maths.ts";
import type { Placed } from "../../../scripts/sample/person.ts";
import type { Random } from "../random.ts";

/** How dense the hair is at a place of the head, 0..1, and its colour. */
export interface HairCoat {
	readonly colour: Rgb;
	readonly density: (x: number, y: number) => number;
	/** How much the beard and the mustache cover where they are. */
	readonly beard: number;
	readonly mustache: number;
}

/** What of the face is hairy. */
const STYLES = ["full", "full", "full", "goatee", "chin", "strap", "mustache", "mustache"] as const;

/** Hair of many kinds: full, goatees, mustaches, dense and thin, dark, red, grey and white, with soft and hard edges. */
export const growCoat = (placed: Placed, random: Random): HairCoat => {
	const style = random.pick(STYLES);
	const jaw = style === "mustache" ? 0 : 1;
	const lip = style === "mustache" || (style !== "strap" && random.next() < 0.75) ? 1 : 0;
	const thickness = random.next() < 0.3 ? random.between(0.45, 0.65) : random.between(0.65, 1);
	const shape = shapeBeard(placed, style, random);
	const mustache = shapeMustache(placed, random);
	const strands = random.between(0.1, 0.55);
	const [fineX, fineY] = [random.between(25, 90), random.between(15, 60)];
	const patchy = random.next() < 0.5 ? random.between(0, 0.35) : 0;
	return {
		colour: coatColour(placed, random),
		beard: jaw * thickness,
		mustache: lip * thickness,
		density: (x, y) => {
			const cover = Math.max(jaw * shape(x, y), lip * mustache(x, y)) * lipsFree(placed, x, y);
			if (cover <= 0) return 0;
			const strand = 1 - strands * noise(x * fineX, y * fineY);
			return clamp(cover * thickness * strand * (1 - patchy * noise(x * 9 + 3, y * 9)));
		},
	};
};

/** The shade of a shave: it is no beard. */
export const shaveCoat = (placed: Placed, random: Random): HairCoat => {
	const shape = shapeBeard(placed, "full", random);
	const mustache = shapeMustache(placed, random);
	const shade = random.between(0.04, 0.16);
	return {
		colour: coatColour(placed, random),
		beard: 0,
		mustache: 0,
		density: (x, y) => shade * Math.max(shape(x, y), mustache(x, y)) * lipsFree(placed, x, y),
	};
};

const shapeBeard = (
	{ who }: Placed,
	style: (typeof STYLES)[number],
	random: Random,
): ((x: number, y: number) => number) => {
	const { mouth } = featuresOf(who);
	const soft = random.between(0.02, 0.16);
	const raise = random.between(-0.1, 0.06);
	const steep = random.between(0.5, 1.1);
	const half = style === "chin" ? random.between(0.12, 0.2) : random.between(0.2, 0.32);
	const bare = random.between(0, 0.8);
	const inner = random.between(0.2, 0.3);
	return (x, y) => {
		const side = Math.abs(x);
		const curve = steep * Math.max(0, side - 0.24) - 0.24 * bell(side - 0.12, 0.14);
		const line = style === "chin" ? mouth.y - 0.15 : mouth.y + 0.02 + raise + curve;
		const below = smoothstep(line + soft / 2, line - soft / 2, y);
		const narrow = style === "goatee" || style === "chin";
		const sides = narrow ? smoothstep(half + soft, half, side) : 1;
		const strap =
			style === "strap" ? Math.max(smoothstep(inner, inner + 0.12, side), chinOnly(who, y)) : 1;
		const gap = 1 - bare * bell(side - 0.1, 0.06) * bell(y - mouth.y + 0.16, 0.05);
		return below * sides * strap * gap;
	};
};

const chinOnly = ({ face }: Placed["who"], y: number): number =>
	smoothstep(-0.74 * face.chin, -0.84 * face.chin, y);

const shapeMustache = (
	{ who, look }: Placed,
	random: Random,
): ((x: number, y: number) => number) => {
	const { nose, mouth } = featuresOf(who);
	const wide = mouth.width * random.between(0.85, 1.35);
	const soft = random.between(0.02, 0.08);
	const drop = random.between(-0.05, 0.12);
	const parting = random.next() < 0.3 ? random.between(0.2, 0.7) : 0;
	const fall = random.between(0.05, 0.2);
	return (x, y) => {
		const side = Math.abs(x);
		const top = nose.y - 0.085 - side * fall;
		const lift = 0.085 * look.smile * (side / mouth.width) ** 2;
		const foot = mouth.y + 0.02 + lift - drop * smoothstep(wide * 0.5, wide, side);
		return (
			smoothstep(top + soft, top - soft / 2, y) *
			smoothstep(foot - soft, foot + soft / 2, y) *
			smoothstep(wide + soft, wide, side) *
			(1 - parting * bell(side, 0.03))
		);
	};
};

/** 0 on the lips and between them. */
const lipsFree = ({ who, look }: Placed, x: number, y: number): number => {
	const { mouth } = featuresOf(who);
	const wide = mouth.width * (1 + 0.27 * look.smile - 0.08 * look.open);
	const along = x / wide;
	const round = Math.max(0, 1 - along * along);
	const gap = (0.018 * look.smile + 0.055 * look.open) * round ** 0.7;
	const middle = mouth.y + 0.085 * look.smile * along * along - 0.025 * look.smile;
	const top = middle + gap + 0.046 * who.mouth.fullness * round ** 0.75;
	const bottom = middle - gap * 1.4 - 0.058 * who.mouth.fullness * round ** 0.7;
	if (Math.abs(along) > 1) return 1;
	return 1 - smoothstep(top + 0.01, top - 0.01, y) * smoothstep(bottom - 0.01, bottom + 0.01, y);
};

/** Beards are as dark as the hair of the head, darker, redder, grey or white, and mostly greyer than skin. */
const coatColour = ({ who }: Placed, random: Random): Rgb => {
	const chance = random.next();
	if (chance < 0.14) return scale(hex("#b8b4ae"), random.between(0.5, 1.15));
	if (chance < 0.3) return scale(hex("#7d7873"), random.between(0.4, 1));
	const colour = chance < 0.4 ? hex("#7a4a2a") : who.hair.colour;
	const grey = (colour[0] + colour[1] + colour[2]) / 3;
	const paled = mix(colour, [grey, grey, grey], random.between(0.2, 1));
	return scale(paled, random.between(0.5, 1.4));
};
