import type { Point, Solid } from "./solids.ts";
import { clamp } from "./maths.ts";

/** What a triangle is made of. */
export const part = { skin: 0, hair: 1, frame: 2, body: 3 } as const;
export type Part = (typeof part)[keyof typeof part];

/** Triangles with what light does to their corners. */
export interface Mesh {
	readonly part: Part;
	/** Three numbers a corner, as are the normals. */
	readonly positions: Float32Array;
	readonly normals: Float32Array;
	/** How open a corner is to the room and to the lamp, 0..1 each: two numbers a corner. */
	readonly openness: Float32Array;
	readonly triangles: Uint32Array;
	/** Where given, the mesh is only there above zero; one number a corner. */
	readonly edge?: Float32Array;
}

/** A net of rays that run inwards to a point each: rows × columns, the columns closed to a ring. */
export interface Net {
	readonly rows: number;
	readonly columns: number;
	readonly ray: (row: number, column: number) => { readonly centre: Point; readonly out: Point };
	readonly reach: number;
}

/** Where the lamp stands, as a direction from the head. */
export const lamp: Point = [-0.46, 0.5, 0.733];

/** Shrinks a net onto a solid; `room` is everything that may keep light away. */
export const wrap = (kind: Part, net: Net, solid: Solid, room: Solid): Mesh => {
	const count = net.rows * net.columns;
	const positions = new Float32Array(count * 3);
	const normals = new Float32Array(count * 3);
	const openness = new Float32Array(count * 2);
	for (let i = 0; i < count; i++) {
		const { centre, out } = net.ray(Math.floor(i / net.columns), i % net.columns);
		const point = hit(solid, centre, out, net.reach);
		const normal = slope(solid, point);
		positions.set(point, i * 3);
		normals.set(normal, i * 3);
		openness.set([toRoom(room, point, normal), toLamp(room, point, normal)], i * 2);
	}
	return { part: kind, positions, normals, openness, triangles: knit(net.rows, net.columns) };
};

const hit = (solid: Solid, centre: Point, out: Point, reach: number): Point => {
	const at = (t: number): Point => [
		centre[0] + out[0] * t,
		centre[1] + out[1] * t,
		centre[2] + out[2] * t,
	];
	let t = reach;
	for (let step = 0; step < 48 && t > 0; step++) {
		const distance = solid(...at(t));
		if (distance < 0.002) break;
		t -= distance * 0.85;
	}
	return at(Math.max(t, 0));
};

const slope = (solid: Solid, [x, y, z]: Point): Point => {
	const e = 0.008;
	const dx = solid(x + e, y, z) - solid(x - e, y, z);
	const dy = solid(x, y + e, z) - solid(x, y - e, z);
	const dz = solid(x, y, z + e) - solid(x, y, z - e);
	const length = Math.hypot(dx, dy, dz) || 1;
	return [dx / length, dy / length, dz / length];
};

const toRoom = (room: Solid, [x, y, z]: Point, [nx, ny, nz]: Point): number => {
	let hidden = 0;
	for (const [step, weight] of [
		[0.06, 0.3],
		[0.15, 0.35],
		[0.32, 0.35],
	] as const) {
		const distance = room(x + nx * step, y + ny * step, z + nz * step);
		hidden += weight * clamp((step - distance) / step);
	}
	return 1 - hidden;
};

const toLamp = (room: Solid, [x, y, z]: Point, [nx, ny, nz]: Point): number => {
	let open = 1;
	let t = 0.06;
	for (let step = 0; step < 14 && t < 1.6; step++) {
		const distance = room(
			x + nx * 0.03 + lamp[0] * t,
			y + ny * 0.03 + lamp[1] * t,
			z + nz * 0.03 + lamp[2] * t,
		);
		open = Math.min(open, 0.5 + (4.5 * distance) / (t + 0.25));
		if (open <= 0) return 0;
		t += clamp(distance, 0.04, 0.25);
	}
	return clamp(open);
};

const knit = (rows: number, columns: number): Uint32Array => {
	const triangles = new Uint32Array((rows - 1) * columns * 6);
	for (let row = 0, at = 0; row < rows - 1; row++) {
		for (let column = 0; column < columns; column++, at += 6) {
			const a = row * columns + column;
			const b = row * columns + ((column + 1) % columns);
			triangles.set([a, a + columns, b, b, a + columns, b + columns], at);
		}
	}
	return triangles;
};

/** A thin tube along points, for the frames of glasses. */
export const tube = (path: readonly Point[], radius: number, closed: boolean): Mesh => {
	const sides = 6;
	const rings = closed ? [...path, ...path.slice(0, 1)] : path;
	const positions = new Float32Array(rings.length * sides * 3);
	const normals = new Float32Array(positions.length);
	for (const [ring, point] of rings.entries()) {
		const [u, v] = across(path, ring, closed);
		for (let side = 0; side < sides; side++) {
			const [c, s] = [
				Math.cos((side / sides) * 2 * Math.PI),
				Math.sin((side / sides) * 2 * Math.PI),
			];
			const normal = [u[0] * c + v[0] * s, u[1] * c + v[1] * s, u[2] * c + v[2] * s] as const;
			normals.set(normal, (ring * sides + side) * 3);
			positions.set(
				point.map((value, axis) => value + (normal[axis] ?? 0) * radius),
				(ring * sides + side) * 3,
			);
		}
	}
	const openness = new Float32Array(rings.length * sides * 2).fill(1);
	return { part: part.frame, positions, normals, openness, triangles: knit(rings.length, sides) };
};

/** Two directions that stand across the path at one of its points. */
const across = (path: readonly Point[], at: number, closed: boolean): readonly [Point, Point] => {
	const pick = (i: number): Point =>
		path[closed ? (i + path.length) % path.length : clamp(i, 0, path.length - 1)] ?? [0, 0, 0];
	const [a, b] = [pick(at - 1), pick(at + 1)];
	const along = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
	const u = unit(cross(along, Math.abs(along[1]) > 0.9 ? [0, 0, 1] : [0, 1, 0]));
	return [u, cross(along, u)];
};

const cross = (a: Point, b: Point): Point => [
	a[1] * b[2] - a[2] * b[1],
	a[2] * b[0] - a[0] * b[2],
	a[0] * b[1] - a[1] * b[0],
];

const unit = ([x, y, z]: Point): Point => {
	const length = Math.hypot(x, y, z) || 1;
	return [x / length, y / length, z / length];
};
