import { part, tube, type Mesh, wrap } from "./mesh.ts";
import { lerp } from "./maths.ts";
import { featuresOf } from "./head.ts";
import type { Identity } from "./people.ts";
import { blend, ellipsoid, mirrored, rod, type Point, type Solid } from "./solids.ts";

/** Neck, shoulders and trunk, down to below any picture's edge. */
export const bodySolid = ({ shoulders, face }: Identity): Solid => {
	const neck = rod(
		[0, -0.5, -0.18],
		[0, -1.6, -0.28],
		[0.37 * shoulders ** 0.7 * face.jaw, 0.42 * shoulders],
	);
	const slope = mirrored(rod([0.1, -1.42, -0.3], [1.2 * shoulders, -1.86, -0.25], [0.26, 0.36]));
	const chest = ellipsoid([0, -3.3, -0.2], [1.28 * shoulders, 1.95, 0.72]);
	const arm = mirrored(
		rod([1.3 * shoulders, -1.98, -0.25], [1.62 * shoulders, -5, -0.2], [0.37, 0.36]),
	);
	return (x, y, z) => {
		const trunk = blend(chest(x, y, z), arm(x, y, z), 0.16);
		return blend(neck(x, y, z), blend(trunk, slope(x, y, z), 0.35), 0.22);
	};
};

export const bodyMesh = (who: Identity, room: Solid): Mesh => {
	const [rows, columns] = [48, 44];
	const height = (row: number): number => {
		const t = row / (rows - 1);
		return t < 0.75 ? lerp(-0.7, -2.3, t / 0.75) : lerp(-2.3, -6, (t - 0.75) / 0.25);
	};
	const ray = (row: number, column: number): { centre: Point; out: Point } => {
		const around = (column / columns) * 2 * Math.PI;
		const turn = around - 0.3 * Math.sin(2 * around);
		return { centre: [0, height(row), -0.25], out: [Math.sin(turn), 0, Math.cos(turn)] };
	};
	return wrap(part.body, { rows, columns, ray, reach: 2.6 }, bodySolid(who), room);
};

/** Glasses bend around the face. */
const bent = (x: number): number => 0.79 - 0.32 * x * x;

/** The frame of somebody's glasses: two rims, the bridge and the sides. */
export const glassesMeshes = (who: Identity): readonly Mesh[] => {
	if (!who.glasses) return [];
	const { eye } = featuresOf(who);
	const [width, height] = [0.215, who.glasses.round ? 0.185 : 0.15];
	const power = who.glasses.round ? 1 : 0.6;
	const rim = (side: number): readonly Point[] =>
		Array.from({ length: 40 }, (_, i): Point => {
			const [c, s] = [Math.cos((i / 40) * 2 * Math.PI), Math.sin((i / 40) * 2 * Math.PI)];
			const x = side * (eye.x + 0.01) + width * Math.sign(c) * Math.abs(c) ** power;
			return [x, eye.y - 0.015 + height * Math.sign(s) * Math.abs(s) ** power, bent(x)];
		});
	const inner = eye.x + 0.01 - width;
	const bridge = [-1, -0.5, 0, 0.5, 1].map((t): Point => [
		t * inner,
		0.09 - 0.02 * t * t,
		bent(0) + 0.01,
	]);
	const outer = eye.x + 0.01 + width;
	const side = (sign: number): readonly Point[] => [
		[sign * outer, 0.09, bent(outer)],
		[sign * (outer + 0.1), 0.09, bent(outer) - 0.14],
		[sign * 0.76 * who.face.width, 0.07, -0.05],
		[sign * 0.77 * who.face.width, 0, -0.25],
	];
	return [
		tube(rim(-1), 0.021, true),
		tube(rim(1), 0.021, true),
		tube(bridge, 0.018, false),
		tube(side(-1), 0.02, false),
		tube(side(1), 0.02, false),
	];
};
