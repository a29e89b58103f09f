import { hex, mix, scale, type Rgb } from "../../../scripts/sample/maths.ts";
import type { Random } from "../random.ts";
import type { HairStyle, Identity } from "../../../scripts/sample/people.ts";

const paleSkin = hex("#f2cdb4");
const darkSkin = hex("#4a2a1a");
const styles = ["short", "swept", "long", "bob", "curls"] as const satisfies readonly HairStyle[];

/** Somebody who does not exist, with or without hair on jaw and lip (0..1) and a frame on the nose. */
export const createRandomPerson = (
	random: Random,
	beard: Identity["beard"],
	hasGlasses: boolean,
): Identity => {
	const dark = random.next();
	const skin = mix(paleSkin, darkSkin, dark ** 1.5);
	const colour = darkerThan(skin, hairColour(random, dark));
	const some = (spread: number): number => random.between(1 - spread, 1 + spread);
	return {
		name: "nobody",
		skin,
		lips: lipColour(random, skin),
		hair: { style: random.pick(styles), colour },
		face: { width: some(0.07), jaw: some(0.12), chin: some(0.06) },
		eyes: {
			iris: random.pick([hex("#3a2112"), hex("#4f7fae"), hex("#4d7a4a")]),
			apart: some(0.06),
			size: some(0.12),
			tilt: random.between(-0.06, 0.12),
			lash: random.next(),
		},
		brows: { thickness: some(0.3), arch: some(0.3), colour: scale(colour, 0.8) },
		nose: { width: some(0.2), length: some(0.1) },
		mouth: { width: some(0.08), fullness: some(0.3) },
		beard,
		freckles: random.next() < 0.2 ? random.next() : 0,
		...(hasGlasses ? { glasses: glasses(random) } : {}),
		clothes: { colour: [random.next(), random.next(), random.next()], neckline: "round" },
		shoulders: some(0.1),
	};
};

const glasses = (random: Random): NonNullable<Identity["glasses"]> => ({
	colour: random.pick([hex("#1b1d22"), hex("#7c1f2d"), hex("#5a3a20"), hex("#b0a48a")]),
	round: random.next() < 0.5 ? 1 : 0,
});

/** Fair hair grows on fair skin, grey hair on any; hair has less colour than skin, as in photographs. */
const hairColour = (random: Random, dark: number): Rgb => {
	if (random.next() < 0.15) return random.pick([hex("#7d7873"), hex("#5f5a56")]);
	const isFair = dark < 0.4 && random.next() < 0.5;
	return isFair
		? random.pick([hex("#6a4e42"), hex("#5a4636"), hex("#977961")])
		: random.pick([hex("#17120f"), hex("#3b3024"), hex("#2c2320"), hex("#4e433f")]);
};

/** Hair as light as the skin is not seen on it. */
const darkerThan = (skin: Rgb, hair: Rgb): Rgb =>
	scale(hair, Math.min(1, (HAIR_BY_SKIN * skin[1]) / hair[1]));

const HAIR_BY_SKIN = 0.45;

const lipColour = (random: Random, skin: Rgb): Rgb =>
	random.next() < 0.2
		? random.pick([hex("#a01f2d"), hex("#c0306a"), hex("#6b1f2b")])
		: [skin[0] * 0.75, skin[1] * 0.45, skin[2] * 0.48];
