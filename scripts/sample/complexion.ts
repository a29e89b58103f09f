import { featuresOf } from "./head.ts";
import { bell, clamp, mix, noise, scale, smoothstep, type Rgb } from "./maths.ts";
import type { Identity } from "./people.ts";

/** Skin with its blush, nostrils, folds and freckles. */
export const complexion = (who: Identity, x: number, y: number, smile: number): Rgb => {
	const { nose, mouth } = featuresOf(who);
	const side = Math.abs(x);
	const blush = 0.5 * bell(side - 0.37, 0.2) * bell(y + 0.2 - 0.04 * smile, 0.16);
	const warm =
		blush +
		0.35 * bell(x, 0.12) * bell(y - nose.y, 0.1) +
		0.2 * bell(y + 0.84, 0.12) * bell(x, 0.2);
	const rosy: Rgb = [who.skin[0] * 0.98, who.skin[1] * 0.7, who.skin[2] * 0.66];
	let colour = mix(who.skin, rosy, warm);
	colour = scale(colour, 0.97 + 0.06 * noise(x * 7 + 40, y * 7 + 40));
	const nostril =
		bell((side - 0.058 * nose.width) / 0.036, 1) * bell((y - nose.y + 0.068) / 0.02, 1);
	colour = scale(colour, 1 - 0.72 * nostril);
	const from = nose.width * 0.14;
	const along = clamp((nose.y - 0.02 - y) / (nose.y - mouth.y + 0.02));
	const fold =
		bell(side - from - along * 0.15, 0.025) *
		smoothstep(0, 0.25, along) *
		smoothstep(1, 0.7, along);
	colour = scale(colour, 1 - fold * (0.06 + 0.2 * smile));
	if (who.freckles > 0) colour = freckles(who, colour, x, y);
	return colour;
};

const freckles = (who: Identity, colour: Rgb, x: number, y: number): Rgb => {
	const place = bell(y + 0.12, 0.16) * bell(Math.abs(x) - 0.2, 0.24);
	const spot = smoothstep(0.72, 0.85, noise(x * 34 + 9, y * 34 + 5));
	return mix(
		colour,
		[colour[0] * 0.72, colour[1] * 0.55, colour[2] * 0.45],
		spot * place * who.freckles,
	);
};

/** The colour with the beard over it. */
export const beard = (who: Identity, colour: Rgb, x: number, y: number): Rgb => {
	if (who.beard.jaw === 0 && who.beard.lip === 0) return colour;
	const { nose, mouth } = featuresOf(who);
	const side = Math.abs(x);
	const line = mouth.y + 0.02 + 0.75 * Math.max(0, side - 0.24) - 0.24 * bell(side - 0.12, 0.14);
	const sides = who.beard.isGoatee ? smoothstep(0.3, 0.22, side) : 1;
	const jaw = smoothstep(line + 0.03, line - 0.06, y) * sides * who.beard.jaw;
	const below =
		1 - 0.7 * bell(side, 0.07) * bell(y - mouth.y + 0.16, 0.05) * (who.beard.jaw < 1 ? 1 : 0);
	const top = nose.y - 0.095 - side * 0.12;
	const lip =
		smoothstep(top + 0.03, top - 0.02, y) *
		smoothstep(mouth.y - 0.1, mouth.y, y) *
		smoothstep(mouth.width + 0.09, mouth.width + 0.03, side) *
		who.beard.lip;
	const strands = 0.72 + 0.28 * noise(x * 60, y * 36);
	return mix(colour, scale(who.hair.colour, 1.5), clamp(Math.max(jaw * below, lip) * strands));
};

/** The colour with the brow over it, soft by the size of a pixel. */
export const brow = (
	who: Identity,
	colour: Rgb,
	[x, y]: readonly [number, number],
	fine: number,
): Rgb => {
	if (y < 0.12 || y > 0.42) return colour;
	const { eye } = featuresOf(who);
	const along = (Math.abs(x) - eye.x) / (eye.width * 1.32);
	if (Math.abs(along) > 1.1) return colour;
	const arch = who.brows.arch * 0.045 * (1 - (along - 0.1) ** 2) - 0.02 * along;
	const middle = eye.y + 0.16 + arch;
	const half = 0.034 * who.brows.thickness * (along < 0 ? 1 : 1 - 0.75 * along ** 2);
	const soft = Math.max(fine, 0.014);
	const inside =
		smoothstep(half + soft, half - soft, Math.abs(y - middle)) *
		smoothstep(1.06, 0.8, Math.abs(along));
	const strands = 0.75 + 0.25 * noise(x * 55 - y * 30, y * 40);
	return mix(colour, who.brows.colour, 0.92 * inside * strands);
};
