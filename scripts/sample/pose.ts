import type { Placed } from "./person.ts";
import type { Point } from "./solids.ts";

/** How points of a head or a body come into the picture. */
export interface Pose {
	/** Three rows of three. */
	readonly turn: readonly [Point, Point, Point];
	/** From a point to picture pixels, and depth towards the viewer. */
	readonly project: (x: number, y: number, z: number) => Point;
	readonly pxPerUnit: number;
}

export interface PictureSize {
	readonly widthPx: number;
	readonly heightPx: number;
}

/** The height of a drawn head, chin to crown, in its own units. */
const headUnits = 2.05;
const neck: Point = [0, -0.75, -0.2];
/** How much larger a thing is for being a unit nearer. */
const nearness = 0.045;

export const poseHead = (placed: Placed, size: PictureSize): Pose => {
	const { yaw, pitch, roll } = placed.turn;
	return pose(placed, size, rotation(yaw, pitch, roll));
};

/** The trunk follows the head a little. */
export const poseBody = (placed: Placed, size: PictureSize): Pose =>
	pose(placed, size, rotation(placed.turn.yaw * 0.35, 0, 0));

const pose = (placed: Placed, size: PictureSize, turn: Pose["turn"]): Pose => {
	const pxPerUnit = (placed.height * size.heightPx) / headUnits;
	const [left, top] = [placed.at[0] * size.widthPx, placed.at[1] * size.heightPx];
	const project = (x: number, y: number, z: number): Point => {
		const [dx, dy, dz] = [x - neck[0], y - neck[1], z - neck[2]];
		const depth = dot(turn[2], dx, dy, dz) + neck[2];
		const near = pxPerUnit * (1 + nearness * depth);
		return [
			left + (dot(turn[0], dx, dy, dz) + neck[0]) * near,
			top - (dot(turn[1], dx, dy, dz) + neck[1]) * near,
			depth,
		];
	};
	return { turn, project, pxPerUnit };
};

export const dot = (row: Point, x: number, y: number, z: number): number =>
	row[0] * x + row[1] * y + row[2] * z;

const rotation = (yaw: number, pitch: number, roll: number): Pose["turn"] => {
	const [cy, sy] = circle(yaw);
	const [cp, sp] = circle(-pitch);
	const [cr, sr] = circle(-roll);
	const nod = [
		[cy, 0, sy],
		[sp * sy, cp, -sp * cy],
		[-cp * sy, sp, cp * cy],
	] as const;
	return [tilt(nod[0], nod[1], cr, -sr), tilt(nod[1], nod[0], cr, sr), nod[2]];
};

/** A row turned towards another. */
const tilt = (a: Point, b: Point, c: number, s: number): Point => [
	a[0] * c + b[0] * s,
	a[1] * c + b[1] * s,
	a[2] * c + b[2] * s,
];

const circle = (degrees: number): readonly [number, number] => {
	const radians = (degrees / 180) * Math.PI;
	return [Math.cos(radians), Math.sin(radians)];
};
