import { brow, complexion } from "./complexion.ts";
import { featuresOf } from "./head.ts";
import type { Expression, Paint } from "./look.ts";
import { bell, clamp, hex, mix, noise, scale, smoothstep, type Rgb } from "./maths.ts";
import type { Identity } from "./people.ts";

/** The eye with its lids, or nothing where the point is plain skin. */
export const eyePaint = (
	who: Identity,
	look: Expression,
	at: readonly [number, number],
	fine: number,
): Paint | undefined => {
	const { eye } = featuresOf(who);
	const side = at[0] < 0 ? -1 : 1;
	const ex = (Math.abs(at[0]) - eye.x) / eye.width;
	const y = at[1] - eye.y - who.eyes.tilt * 0.12 * ex * eye.width * 3;
	const round = Math.max(0, 1 - ex * ex);
	const awake = look.eyes * (1 - 0.22 * look.smile);
	const lower = -0.052 * who.eyes.size * round ** 0.8 * (1 - 0.25 * look.smile);
	const upper = lower + (0.078 * who.eyes.size * round ** 0.62 - lower) * awake;
	const edge = Math.max(fine * 0.7, 0.006);
	const inside =
		Math.abs(ex) < 1
			? smoothstep(upper + edge, upper - edge, y) * smoothstep(lower - edge, lower + edge, y)
			: 0;
	const lashes = lash(who, { ex, y, upper, lower, edge });
	const crease =
		0.3 *
		bell(y - 0.115 * who.eyes.size * Math.max(0, 1 - ex * ex * 0.7) ** 0.6, 0.014 + edge * 0.5) *
		smoothstep(1.25, 0.85, Math.abs(ex));
	const lid = scale(brow(who, complexion(who, at[0], at[1], look.smile), at, fine), 1 - crease);
	if (inside <= 0)
		return { colour: mix(lid, scale(who.hair.colour, 0.35), lashes), gloss: 0.1, soft: 1 };
	const white = eyeballColour(who, look.gaze, { x: side * ex * eye.width, y, upper, fine });
	const corner = bell((Math.abs(ex) - 1) / 0.16, 1) * 0.35;
	const ball = mix(white, who.lips, corner);
	return {
		colour: mix(mix(lid, ball, inside), scale(who.hair.colour, 0.3), lashes * (1 - inside * 0.25)),
		gloss: 0.15 * inside,
		soft: 1 - inside,
	};
};

interface LidPlace {
	readonly ex: number;
	readonly y: number;
	readonly upper: number;
	readonly lower: number;
	readonly edge: number;
}

const lash = (who: Identity, { ex, y, upper, lower, edge }: LidPlace): number => {
	const thick = 0.009 + 0.011 * who.eyes.lash * (0.6 + 0.4 * clamp(ex + 0.4));
	const wing = who.eyes.lash * 0.04 * smoothstep(0.75, 1.15, ex);
	const reach = smoothstep(1.06 + 0.16 * who.eyes.lash, 0.92, ex) * smoothstep(-1.05, -0.85, ex);
	const top = bell(y - upper - thick * 0.5 - wing, thick + edge * 0.6) * reach;
	const bottom = 0.4 * bell(y - lower, 0.007 + edge * 0.5) * smoothstep(1.02, 0.7, Math.abs(ex));
	return clamp(Math.max(top * 0.95, bottom));
};

interface BallPlace {
	readonly x: number;
	readonly y: number;
	readonly upper: number;
	readonly fine: number;
}

const eyeballColour = (who: Identity, gaze: readonly [number, number], place: BallPlace): Rgb => {
	const radius = 0.071 * (0.6 + 0.4 * who.eyes.size);
	const [gx, gy] = [place.x - gaze[0] * 0.06, place.y - 0.012 - gaze[1] * 0.035];
	const distance = Math.hypot(gx, gy);
	const edge = Math.max(place.fine * 0.8, 0.008);
	const spokes = 0.8 + 0.5 * noise(Math.atan2(gy, gx) * 5 + 20, distance * 30);
	const glow = 0.85 + 0.9 * smoothstep(0.02, -0.05, gy);
	let iris = mix(
		scale(who.eyes.iris, spokes * glow),
		hex("#0d0a09"),
		0.75 * smoothstep(radius * 0.75, radius, distance),
	);
	iris = mix(
		iris,
		[0.006, 0.005, 0.005],
		smoothstep(radius * 0.46 + edge, radius * 0.46 - edge, distance),
	);
	let colour = mix([0.8, 0.78, 0.76], iris, smoothstep(radius + edge, radius - edge, distance));
	colour = scale(colour, 0.45 + 0.55 * smoothstep(0, 0.06, place.upper - place.y));
	const spark = smoothstep(0.021 + edge, 0.021 - edge * 0.5, Math.hypot(gx + 0.026, gy - 0.03));
	return mix(colour, [1.25, 1.25, 1.2], spark * 0.95);
};
