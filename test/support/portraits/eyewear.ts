import { featuresOf } from "../../../scripts/sample/head.ts";
import { bell, hex, mix, scale, smoothstep, type Rgb } from "../../../scripts/sample/maths.ts";
import type { Placed } from "../../../scripts/sample/person.ts";
import type { Random } from "../random.ts";
import type { PictureSize } from "../../../scripts/sample/pose.ts";
import { toByte, toLinear } from "./film.ts";
import { layOut, type Relief, seePixels } from "./surfaceMap.ts";

/** What is worn before the eyes: how much of it is seen at a place, and its colour. */
export interface Eyewear {
	readonly paint: (x: number, y: number) => { readonly share: number; readonly colour: Rgb };
	readonly isDark: boolean;
}

/** Glasses bend around the face. */
const lensRelief: Relief = (x, y) =>
	Math.abs(x) < 0.62 && y > -0.25 && y < 0.35 ? 0.79 - 0.32 * x * x : undefined;

const FRAMES = [
	"#101114",
	"#1b1d22",
	"#3a2a1c",
	"#5a3a20",
	"#7c1f2d",
	"#8a8578",
	"#b0a48a",
] as const;

/** Frames from wire to thick plastic, some without rims; dark lenses are plain or fade. */
export const wear = ({ who }: Placed, isDark: boolean, random: Random): Eyewear => {
	const { eye } = featuresOf(who);
	const width = random.between(0.175, 0.25);
	const height = width * random.between(0.55, 0.95);
	const power = random.between(2, 4.5);
	const lower = random.between(-0.04, 0.01);
	const isRimless = random.next() < (isDark ? 0.25 : 0.2);
	const rim = isRimless ? 0.006 : random.between(0.012, 0.04);
	const frame = scale(hex(random.pick(FRAMES)), random.between(0.6, 1.2));
	const strength = isRimless ? 0.35 : random.between(0.6, 1);
	const lens = isDark ? darkLens(random) : clearLens(random);
	const bridgeY = eye.y + random.between(0, 0.07);
	const paint: Eyewear["paint"] = (x, y) => {
		const side = Math.abs(x);
		const [u, v] = [(side - eye.x - 0.01) / width, (y - eye.y - lower) / height];
		const reach = (Math.abs(u) ** power + Math.abs(v) ** power) ** (1 / power);
		const edge = rim / height;
		const onRim =
			smoothstep(1 - edge, 1 - edge / 2, reach) * smoothstep(1 + edge, 1 + edge / 2, reach);
		const onBridge = side < eye.x + 0.01 - width ? bell(y - bridgeY, 0.012 + rim / 2) * 0.9 : 0;
		const onTemple = side > eye.x + 0.01 + width ? bell(y - eye.y - 0.05, 0.01 + rim / 2) * 0.8 : 0;
		const solid = Math.max(onRim, onBridge, onTemple) * strength;
		const inside = lens(x, v) * smoothstep(1, 1 - edge, reach);
		const share = solid + inside * (1 - solid);
		const tint = isDark ? lens.colour : scale([0.9, 0.95, 1], 0.9);
		return { share, colour: share > 0 ? mix(tint, frame, solid / share) : frame };
	};
	return { paint, isDark };
};

type Lens = ((x: number, v: number) => number) & { readonly colour: Rgb };

const darkLens = (random: Random): Lens => {
	const colour = scale(
		random.pick([hex("#15161a"), hex("#1d150f"), hex("#10181c"), hex("#30302c"), hex("#24262e")]),
		random.between(0.5, 2),
	);
	const depth = random.between(0.86, 1);
	const fade = random.next() < 0.4 ? random.between(0, 0.25) : 0;
	const share = (_x: number, v: number): number => depth * (1 - fade * smoothstep(0.6, -0.8, v));
	return Object.assign(share, { colour });
};

/** Clear glass shines a little here and there. */
const clearLens = (random: Random): Lens => {
	const shine = random.next() < 0.4 ? random.between(0, 0.3) : 0;
	const [at, slant] = [random.between(-0.4, 0.4), random.between(-0.6, 0.6)];
	const share = (x: number, v: number): number =>
		shine * bell(Math.abs(x) - 0.28 - 0.1 * at - slant * 0.1 * v, 0.05);
	return Object.assign(share, { colour: hex("#ffffff") });
};

const lenses = layOut(lensRelief, { left: -0.6, right: 0.6, bottom: -0.24, top: 0.34, step: 0.04 });

/** Paints eyewear over somebody in a picture: bytes of red, green, blue. */
export const putOnEyewear = (
	rgb: Uint8Array,
	placed: Placed,
	size: PictureSize,
	eyewear: Eyewear,
): void => {
	for (const { index, x, y } of seePixels(lenses, placed, size)) {
		const { share, colour } = eyewear.paint(x, y);
		if (share > 0)
			for (const channel of [0, 1, 2] as const) {
				const at = 3 * index + channel;
				rgb[at] = toByte(toLinear(rgb[at] ?? 0) * (1 - share) + colour[channel] * share);
			}
	}
};
