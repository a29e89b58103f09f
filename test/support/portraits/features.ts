import { featuresOf } from "../../../scripts/sample/head.ts";
import { bell, smoothstep } from "../../../scripts/sample/maths.ts";
import type { Placed } from "../../../scripts/sample/person.ts";
import type { Random } from "../random.ts";

/** By how much the light of a place is changed. */
export type Depth = (x: number, y: number) => number;

/** Drawn faces are smoother than people's: deeper eyes and folds, darker brows, shade under nose, lip and chin. */
export const deepen = (placed: Placed, random: Random): Depth => {
	const parts = [
		sockets(placed, random),
		whites(placed, random),
		folds(placed, random),
		underNoseAndLip(placed, random),
	];
	return (x, y) => parts.reduce((product, part) => product * part(x, y), 1);
};

const sockets = ({ who }: Placed, random: Random): Depth => {
	const { eye } = featuresOf(who);
	const depth = random.next() < 0.8 ? random.between(0, 0.88) : 0;
	const [wide, high] = [random.between(0.13, 0.34), random.between(0.06, 0.18)];
	const up = random.between(-0.02, 0.1);
	const inner = random.between(0, 0.5);
	const brow = random.between(0, 0.5);
	return (x, y) => {
		const side = Math.abs(x) - eye.x;
		const hollow = bell(side, wide) * bell(y - eye.y - up, high);
		const corner = inner * bell(side + 0.16, 0.08) * bell(y - eye.y - 0.04, 0.09);
		const shade = brow * bell(side, 0.2) * bell(y - eye.y - 0.17, 0.05);
		return (1 - depth * hollow) * (1 - corner) * (1 - shade);
	};
};

/** Eyes in the shade of their lids, narrow or far away show little white. */
const whites = ({ who }: Placed, random: Random): Depth => {
	const { eye } = featuresOf(who);
	const depth = random.next() < 0.7 ? random.between(0, 0.8) : 0;
	return (x, y) =>
		1 -
		depth *
			smoothstep(1.15, 0.7, Math.hypot((Math.abs(x) - eye.x) / eye.width, (y - eye.y) / 0.085));
};

const folds = ({ who, look }: Placed, random: Random): Depth => {
	const { nose, mouth } = featuresOf(who);
	const smiling = random.between(0, 0.3 + 0.4 * look.smile);
	const [reach, soft] = [random.between(0.15, 0.24), random.between(0.02, 0.06)];
	const corner = random.between(0, 0.6);
	return (x, y) => {
		const side = Math.abs(x);
		const along = (nose.y - y) / (nose.y - mouth.y);
		const fold = smoothstep(-0.1, 0.2, along) * smoothstep(1.3, 0.8, along);
		const line = bell(side - nose.width * 0.14 - reach * along, soft) * fold;
		const dimple = corner * bell(side - mouth.width * 1.2, 0.05) * bell(y - mouth.y, 0.06);
		return (1 - smiling * line) * (1 - dimple);
	};
};

const underNoseAndLip = ({ who }: Placed, random: Random): Depth => {
	const { nose, mouth } = featuresOf(who);
	const [lip, soul, chin] = [
		random.between(0, 0.3),
		random.between(0, 0.6),
		random.between(0, 0.6),
	];
	const [wide, low] = [random.between(0.06, 0.15), random.between(0.03, 0.07)];
	const edge = -random.between(0.86, 0.98) * who.face.chin;
	return (x, y) => {
		const shade = lip * bell(x, wide) * bell(y - nose.y + 0.12, low);
		const hollow = soul * bell(x, 0.16) * bell(y - mouth.y + 0.15, 0.045);
		const under = chin * smoothstep(edge + 0.06, edge - 0.06, y - 0.3 * x * x);
		return (1 - shade) * (1 - hollow) * (1 - under);
	};
};
