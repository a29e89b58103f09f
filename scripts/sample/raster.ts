import { part, type Mesh, type Part } from "./mesh.ts";
import type { Pose } from "./pose.ts";
import type { Point } from "./solids.ts";

/** A mesh whose corners are in the picture: x and y in samples, z towards the viewer. */
export interface Posed {
	readonly mesh: Mesh;
	readonly pose: Pose;
	readonly corners: Float32Array;
}

/** Samples a pixel has along each side: edges come out smooth. */
export const samplesPerPx = 2;

/** Which triangle is seen at each sample: mesh index + 1 in the top bits, 0 for none. */
export interface Raster {
	readonly width: number;
	readonly height: number;
	readonly seen: Int32Array;
	readonly depth: Float32Array;
}

/** Bits of a sample that count triangles. */
export const triangleBits = 20;

/** A rectangle of samples; right and bottom are outside it. */
export interface Area {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

export const createRaster = (width: number, height: number): Raster => ({
	width,
	height,
	seen: new Int32Array(width * height),
	depth: new Float32Array(width * height),
});

export const posed = (mesh: Mesh, pose: Pose): Posed => {
	const { positions } = mesh;
	const corners = new Float32Array(positions.length);
	for (let i = 0; i < positions.length; i += 3) {
		const [x, y, z] = pose.project(positions[i] ?? 0, positions[i + 1] ?? 0, positions[i + 2] ?? 0);
		corners[i] = x * samplesPerPx;
		corners[i + 1] = y * samplesPerPx;
		corners[i + 2] = z;
	}
	return { mesh, pose, corners };
};

/** Forgets the area and draws the meshes, the nearest winning. */
export const rasterize = (raster: Raster, meshes: readonly Posed[]): Area => {
	const area = areaOf(raster, meshes);
	for (let y = area.top; y < area.bottom; y++) {
		raster.seen.fill(0, y * raster.width + area.left, y * raster.width + area.right);
		raster.depth.fill(-99, y * raster.width + area.left, y * raster.width + area.right);
	}
	for (const [index, posedMesh] of meshes.entries()) {
		const { triangles } = posedMesh.mesh;
		for (let t = 0; t < triangles.length; t += 3) {
			fill(raster, posedMesh, t, ((index + 1) << triangleBits) | (t / 3));
		}
	}
	return area;
};

const areaOf = ({ width, height }: Raster, meshes: readonly Posed[]): Area => {
	let [left, top, right, bottom] = [width, height, 0, 0];
	for (const { corners } of meshes) {
		for (let i = 0; i < corners.length; i += 3) {
			const [x, y] = [corners[i] ?? 0, corners[i + 1] ?? 0];
			left = Math.min(left, x);
			right = Math.max(right, x);
			top = Math.min(top, y);
			bottom = Math.max(bottom, y);
		}
	}
	return {
		left: down(left),
		top: down(top),
		right: Math.min(width, up(right)),
		bottom: Math.min(height, up(bottom)),
	};
};

/** Whole pixels around what was asked for. */
const down = (value: number): number =>
	Math.max(0, Math.floor(value / samplesPerPx) * samplesPerPx);
const up = (value: number): number => Math.ceil((value + 1) / samplesPerPx) * samplesPerPx;

/** Hair and frames are seen from both sides. */
const isThin = (kind: Part): boolean => kind === part.frame || kind === part.hair;

const fill = (raster: Raster, { mesh, corners }: Posed, first: number, mark: number): void => {
	const a = (mesh.triangles[first] ?? 0) * 3;
	const b = (mesh.triangles[first + 1] ?? 0) * 3;
	const c = (mesh.triangles[first + 2] ?? 0) * 3;
	const ax = corners[a] ?? 0;
	const ay = corners[a + 1] ?? 0;
	const az = corners[a + 2] ?? 0;
	const bx = (corners[b] ?? 0) - ax;
	const by = (corners[b + 1] ?? 0) - ay;
	const cx = (corners[c] ?? 0) - ax;
	const cy = (corners[c + 1] ?? 0) - ay;
	const size = bx * cy - by * cx;
	if (size === 0 || (size > 0 && !isThin(mesh.part))) return;
	const bz = (corners[b + 2] ?? 0) - az;
	const cz = (corners[c + 2] ?? 0) - az;
	const { edge } = mesh;
	const ea = edge ? (edge[a / 3] ?? 0) : 1;
	const eb = edge ? (edge[b / 3] ?? 0) : 1;
	const ec = edge ? (edge[c / 3] ?? 0) : 1;
	if (ea <= 0 && eb <= 0 && ec <= 0) return;
	const left = Math.max(0, Math.ceil(ax + Math.min(0, bx, cx) - 0.5));
	const right = Math.min(raster.width - 1, Math.floor(ax + Math.max(0, bx, cx) - 0.5));
	const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5));
	const bottom = Math.min(raster.height - 1, Math.floor(ay + Math.max(0, by, cy) - 0.5));
	if (left > right || top > bottom) return;
	const inverse = 1 / size;
	scan(raster, { left, right, top, bottom }, mark, {
		u: [cy * inverse, -cx * inverse, (cx * ay - cy * ax) * inverse],
		v: [-by * inverse, bx * inverse, (by * ax - bx * ay) * inverse],
		z: [az, bz, cz],
		edge: [ea, eb - ea, ec - ea],
	});
};

/** What changes linearly over a triangle: u and v by x, y and at 0; the others at a corner, by u and v. */
interface Planes {
	readonly u: Point;
	readonly v: Point;
	readonly z: Point;
	readonly edge: Point;
}

const scan = (
	raster: Raster,
	area: Area,
	mark: number,
	{ u: us, v: vs, z: zs, edge }: Planes,
): void => {
	const { seen, depth, width } = raster;
	for (let y = area.top; y <= area.bottom; y++) {
		let u = (area.left + 0.5) * us[0] + (y + 0.5) * us[1] + us[2];
		let v = (area.left + 0.5) * vs[0] + (y + 0.5) * vs[1] + vs[2];
		for (let x = area.left; x <= area.right; x++, u += us[0], v += vs[0]) {
			if (u < 0 || v < 0 || u + v > 1) continue;
			const at = y * width + x;
			const z = zs[0] + u * zs[1] + v * zs[2];
			if (z <= (depth[at] ?? 0) || edge[0] + u * edge[1] + v * edge[2] <= 0) continue;
			depth[at] = z;
			seen[at] = mark;
		}
	}
};
