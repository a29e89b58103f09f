/** A point in the space of a head: x to the picture's right, y up, z to the viewer; crown to chin is about 2. */
export type Point = readonly [number, number, number];

/** The distance from a point to a surface, negative inside. */
export type Solid = (x: number, y: number, z: number) => number;

export const ellipsoid = (centre: Point, radii: Point): Solid => {
	const [cx, cy, cz] = centre;
	const [rx, ry, rz] = radii;
	return (x, y, z) => {
		const [ax, ay, az] = [(x - cx) / rx, (y - cy) / ry, (z - cz) / rz];
		const k = Math.sqrt(ax * ax + ay * ay + az * az);
		const [bx, by, bz] = [ax / rx, ay / ry, az / rz];
		const slope = Math.sqrt(bx * bx + by * by + bz * bz);
		return slope === 0 ? -Math.min(rx, ry, rz) : (k * (k - 1)) / slope;
	};
};

export const ball = (centre: Point, radius: number): Solid => {
	const [cx, cy, cz] = centre;
	return (x, y, z) => Math.sqrt((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) - radius;
};

/** A rod with round ends that may taper. */
export const rod = (from: Point, to: Point, radii: readonly [number, number]): Solid => {
	const [dx, dy, dz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
	const length2 = dx * dx + dy * dy + dz * dz;
	return (x, y, z) => {
		const [px, py, pz] = [x - from[0], y - from[1], z - from[2]];
		const t = Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / length2));
		const [qx, qy, qz] = [px - dx * t, py - dy * t, pz - dz * t];
		return Math.sqrt(qx * qx + qy * qy + qz * qz) - radii[0] - (radii[1] - radii[0]) * t;
	};
};

/** Makes a solid of the right half appear on both sides. */
export const mirrored =
	(solid: Solid): Solid =>
	(x, y, z) =>
		solid(Math.abs(x), y, z);

/** The smaller distance, with a seam rounded over `soft`. */
export const blend = (a: number, b: number, soft: number): number => {
	const h = Math.max(soft - Math.abs(a - b), 0) / soft;
	return Math.min(a, b) - (h * h * soft) / 4;
};

/** `a` without `b`, with a rounded edge. */
export const carve = (a: number, b: number, soft: number): number => -blend(-a, b, soft);
