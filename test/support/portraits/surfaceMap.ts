import type { Placed } from "../../../scripts/sample/person.ts";
import { dot, poseHead, type PictureSize } from "../../../scripts/sample/pose.ts";
import type { Point, Solid } from "../../../scripts/sample/solids.ts";

/** How far a surface comes forward at a place of the head, or nothing where it is not. */
export type Relief = (x: number, y: number) => number | undefined;

/** A part of the head's front, in its own units. */
export interface Patch {
	readonly left: number;
	readonly right: number;
	readonly bottom: number;
	readonly top: number;
	readonly step: number;
}

/** What a pixel of the picture shows of a surface: the place of the head, and where the surface faces. */
export interface Seen {
	readonly index: number;
	readonly x: number;
	readonly y: number;
	readonly normal: Point;
}

interface Node {
	readonly x: number;
	readonly y: number;
	readonly z: number;
	readonly normal: Point;
}

/** The nodes of a surface, row by row; to be placed in many pictures. */
export interface Sheet {
	readonly columns: number;
	readonly nodes: readonly (Node | undefined)[];
}

/** The head's front surface, from the viewer backwards, as far as it faces him. */
export const toRelief =
	(solid: Solid): Relief =>
	(x, y) => {
		let z = FARTHEST;
		while (z > NEAREST && solid(x, y, z) > 0) z -= COARSE;
		if (z <= NEAREST) return undefined;
		let [outside, inside] = [z + COARSE, z];
		for (let i = 0; i < HALVINGS; i += 1) {
			const middle = (outside + inside) / 2;
			if (solid(x, y, middle) > 0) outside = middle;
			else inside = middle;
		}
		return inside;
	};

const FARTHEST = 1.2;
const NEAREST = -0.15;
const COARSE = 0.04;
const HALVINGS = 5;

export const layOut = (relief: Relief, { left, right, bottom, top, step }: Patch): Sheet => {
	const columns = Math.round((right - left) / step) + 1;
	const rows = Math.round((top - bottom) / step) + 1;
	const depths = Array.from({ length: rows * columns }, (_, i) =>
		relief(left + (i % columns) * step, bottom + Math.floor(i / columns) * step),
	);
	const nodes = depths.map((z, i): Node | undefined => {
		if (z === undefined) return undefined;
		const slope = (one: number, other: number): number =>
			((depths[other] ?? z) - (depths[one] ?? z)) / (2 * step);
		const [across, up] = [slope(i - 1, i + 1), slope(i - columns, i + columns)];
		const length = Math.hypot(across, up, 1);
		return {
			x: left + (i % columns) * step,
			y: bottom + Math.floor(i / columns) * step,
			z,
			normal: [-across / length, -up / length, 1 / length],
		};
	});
	return { columns, nodes };
};

/** Every pixel that shows the sheet. */
export function* seePixels(sheet: Sheet, placed: Placed, size: PictureSize): Generator<Seen> {
	const { turn, project } = poseHead(placed, size);
	const corners = sheet.nodes.map((node): Corner | undefined => {
		if (!node) return undefined;
		const [px, py] = project(node.x, node.y, node.z);
		const [nx, ny, nz] = node.normal;
		return {
			...node,
			px,
			py,
			normal: [dot(turn[0], nx, ny, nz), dot(turn[1], nx, ny, nz), dot(turn[2], nx, ny, nz)],
		};
	});
	const taken = new Uint8Array(size.widthPx * size.heightPx);
	for (let i = 0; i + sheet.columns + 1 < corners.length; i += 1) {
		if ((i + 1) % sheet.columns === 0) continue;
		const [a, b] = [corners[i], corners[i + 1]];
		const [c, d] = [corners[i + sheet.columns], corners[i + sheet.columns + 1]];
		if (a && b && d) yield* fill([a, b, d], size, taken);
		if (a && c && d) yield* fill([a, d, c], size, taken);
	}
}

interface Corner extends Node {
	readonly px: number;
	readonly py: number;
}

type Triangle = readonly [Corner, Corner, Corner];

/** Steeper than this, a triangle spans the edge of something. */
const MAX_DROP = 0.3;

function* fill([a, b, c]: Triangle, size: PictureSize, taken: Uint8Array): Generator<Seen> {
	const area = (b.px - a.px) * (c.py - a.py) - (b.py - a.py) * (c.px - a.px);
	// Rows of the picture go down, those of the head up: what faces the viewer turns the other way.
	if (area >= 0 || Math.max(a.z, b.z, c.z) - Math.min(a.z, b.z, c.z) > MAX_DROP) return;
	const xs = [a.px, b.px, c.px];
	const ys = [a.py, b.py, c.py];
	const [fromX, toX] = [Math.max(0, Math.floor(Math.min(...xs))), Math.ceil(Math.max(...xs))];
	const [fromY, toY] = [Math.max(0, Math.floor(Math.min(...ys))), Math.ceil(Math.max(...ys))];
	for (let row = fromY; row < Math.min(size.heightPx, toY); row += 1)
		for (let column = fromX; column < Math.min(size.widthPx, toX); column += 1) {
			const [x, y] = [column + 0.5 - a.px, row + 0.5 - a.py];
			const v = (x * (c.py - a.py) - y * (c.px - a.px)) / area;
			const w = ((b.px - a.px) * y - (b.py - a.py) * x) / area;
			const index = row * size.widthPx + column;
			if (v < 0 || w < 0 || v + w > 1 || taken[index]) continue;
			taken[index] = 1;
			const mix = (one: number, two: number, three: number): number =>
				one * (1 - v - w) + two * v + three * w;
			yield {
				index,
				x: mix(a.x, b.x, c.x),
				y: mix(a.y, b.y, c.y),
				normal: [
					mix(a.normal[0], b.normal[0], c.normal[0]),
					mix(a.normal[1], b.normal[1], c.normal[1]),
					mix(a.normal[2], b.normal[2], c.normal[2]),
				],
			};
		}
}
