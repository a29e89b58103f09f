import { beard, complexion } from "./complexion.ts";
import { featuresOf } from "./head.ts";
import type { Expression, Paint } from "./look.ts";
import { bell, hex, mix, noise, scale, smoothstep, type Rgb } from "./maths.ts";
import type { Identity } from "./people.ts";

/** The lips and what is between them, or nothing where the point is plain skin. */
export const mouthPaint = (
	who: Identity,
	look: Expression,
	at: readonly [number, number],
	fine: number,
): Paint | undefined => {
	const { mouth } = featuresOf(who);
	const wide = mouth.width * (1 + 0.27 * look.smile - 0.08 * look.open);
	const mx = at[0] / wide;
	const edge = Math.max(fine * 0.8, 0.009);
	const y = at[1] - mouth.y - (0.085 * look.smile * mx * mx - 0.025 * look.smile);
	const round = Math.max(0, 1 - mx * mx);
	const gap = (0.018 * look.smile + 0.055 * look.open) * round ** 0.7;
	const bow = 0.014 * bell(mx, 0.16) - 0.006;
	const top = gap + (0.05 * who.mouth.fullness - bow) * round ** 0.75 * (1 - 0.2 * look.smile);
	const bottom = -gap * 1.4 - 0.062 * who.mouth.fullness * round ** 0.7 * (1 - 0.15 * look.smile);
	const inLips =
		smoothstep(top + edge, top - edge, y) *
		smoothstep(bottom - edge, bottom + edge, y) *
		smoothstep(1.03, 0.96, Math.abs(mx));
	const cornerDark = 0.55 * bell((Math.abs(mx) - 1) / 0.1, 1) * bell(y, 0.025);
	const skin = scale(
		beard(who, complexion(who, at[0], at[1], look.smile), at[0], at[1]),
		1 - cornerDark,
	);
	if (inLips <= 0) return cornerDark < 0.02 ? undefined : { colour: skin, gloss: 0.1, soft: 1 };
	const tone = y > gap ? 0.82 : 1.06 + 0.1 * bell((y - bottom * 0.55) / 0.02, 1);
	const seam = 0.75 * bell(y + 0.2 * gap, 0.01 + edge * 0.4) * (gap < 0.012 ? 1 : 0);
	let colour = scale(who.lips, tone * (1 - seam) * (0.92 + 0.12 * noise(at[0] * 60, y * 8)));
	const between =
		smoothstep(gap + edge * 0.6, gap - edge * 0.6, y) *
		smoothstep(-gap * 1.4 - edge * 0.6, -gap * 1.4 + edge * 0.6, y);
	if (gap > 0.004)
		colour = mix(colour, insideMouth(look, mx, y, gap), between * smoothstep(0.004, 0.012, gap));
	return {
		colour: mix(skin, colour, inLips),
		gloss: 0.14 + 0.3 * inLips * (1 - between),
		soft: 1 - 0.4 * inLips,
	};
};

const insideMouth = (look: Expression, mx: number, y: number, gap: number): Rgb => {
	const teeth =
		smoothstep(-0.045 - 0.008, -0.045 + 0.008, y - gap + look.open * 0.01) *
		smoothstep(0.98, 0.75, Math.abs(mx));
	const lines = 1 - 0.14 * smoothstep(0.86, 1, Math.abs(Math.cos(mx * 11)));
	return mix(hex("#4a1518"), scale([0.78, 0.75, 0.69], lines * (1 - 0.35 * mx * mx)), teeth);
};
