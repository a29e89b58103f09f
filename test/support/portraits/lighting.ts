import type { Random } from "../random.ts";
import { bell, noise, smoothstep, type Rgb } from "../../../scripts/sample/maths.ts";
import type { Point } from "../../../scripts/sample/solids.ts";
import type { Seen } from "./surfaceMap.ts";

/** By how much the light of a place is changed, for red, green and blue. */
export type Light = (seen: Seen) => Rgb;

/** A lamp from anywhere before the face, shadows that things unseen throw on it, and the colours of what is around. */
export const chooseLight = (random: Random): Light => {
	const lamp = random.next() < 0.7 ? lampFrom(random) : undefined;
	const shadow = random.next() < 0.35 ? throwShadow(random) : undefined;
	const mottle = chooseMottle(random);
	const redder = random.between(-0.05, 0.25);
	return (seen) => {
		const level = (lamp?.(seen) ?? 1) * (shadow?.(seen.x, seen.y) ?? 1);
		const [red, green, blue] = mottle(seen.x, seen.y);
		return [red * level ** (1 - redder), green * level, blue * level ** (1 + redder / 2)];
	};
};

/** Photographed skin is not of one colour: it is ruddy here and pale there, and shines with the colours of the room. */
const chooseMottle = (random: Random): ((x: number, y: number) => Rgb) => {
	const [fine, aside] = [random.between(1, 3.5), random.between(0, 50)];
	const [spread, red, blue] = [
		random.between(0, 0.8),
		random.between(0, 0.35),
		random.between(0, 0.6),
	];
	const field = (at: number, x: number, y: number): number =>
		2 * noise(x * fine + aside + at, y * fine + aside + 2 * at) - 1;
	const [ruddy, shine] = [random.between(-0.05, 0.2), random.between(0, 0.35)];
	return (x, y) => {
		const cheek = bell(Math.abs(x) - 0.37, 0.22) * bell(y + 0.2, 0.2);
		const level = Math.exp(spread * field(0, x, y)) + shine * cheek;
		const green = level * (1 - ruddy * cheek);
		return [
			level * Math.exp(red * field(9, x, y)),
			green,
			green * Math.exp(blue * field(19, x, y)),
		];
	};
};

const lampFrom = (random: Random): ((seen: Seen) => number) => {
	const [aside, above] = [random.between(-1.2, 1.2), random.between(-0.4, 1.4)];
	const length = Math.hypot(aside, above, 1);
	const towards: Point = [aside / length, above / length, 1 / length];
	const room = random.between(0.2, 0.8);
	return ({ normal }) => {
		const facing = normal[0] * towards[0] + normal[1] * towards[1] + normal[2] * towards[2];
		return room + (1 - room) * 1.4 * Math.max(0, facing);
	};
};

const throwShadow = (random: Random): ((x: number, y: number) => number) => {
	const soft = random.between(0.03, 0.25);
	const depth = random.between(0.15, 0.7);
	switch (random.integer(0, 3)) {
		case 0: {
			// Of a jaw, on what lies below it.
			const y0 = random.between(-0.95, -0.75);
			return (x, y) => 1 - depth * smoothstep(y0 + soft, y0 - soft, y - 0.5 * x * x);
		}
		case 1: {
			// Of a cap or of hair, on the brow and the eyes.
			const y0 = random.between(-0.1, 0.3);
			return (_x, y) => 1 - depth * smoothstep(y0 - soft, y0 + soft, y);
		}
		case 2: {
			const [x0, y0] = [random.between(-0.5, 0.5), random.between(-0.9, 0.3)];
			return (x, y) => 1 - depth * bell(x - x0, 0.1 + 2 * soft) * bell(y - y0, 0.1 + 2 * soft);
		}
		default: {
			const [slant, x0] = [random.between(-0.6, 0.6), random.between(-0.3, 0.3)];
			const side = random.pick([-1, 1]);
			return (x, y) => 1 - depth * smoothstep(-soft, soft, side * (x - x0 - slant * y));
		}
	}
};
