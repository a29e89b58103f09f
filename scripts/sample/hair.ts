import { headNet } from "./head.ts";
import { noise, smoothstep } from "./maths.ts";
import { part, type Mesh, wrap } from "./mesh.ts";
import type { HairStyle, Identity } from "./people.ts";
import { ball, blend, carve, ellipsoid, mirrored, rod, type Point, type Solid } from "./solids.ts";

/** Hair that lies around the head, and where it is cut away for the face: below zero of `bare`. */
interface Hair {
	readonly volume: Solid;
	readonly bare: Solid;
}

type Style = (width: number) => Hair;

/** The volume of somebody's hair, the face left free. */
export const hairSolid = (who: Identity): Solid => {
	const { volume, bare } = styles[who.hair.style](who.face.width);
	return (x, y, z) => carve(volume(x, y, z), bare(x, y, z), 0.05);
};

export const hairMesh = (who: Identity, room: Solid): Mesh => {
	const { volume, bare } = styles[who.hair.style](who.face.width);
	const thinning = who.hair.style === "curls" ? 0.02 : 0.07;
	const laid: Solid = (x, y, z) => volume(x, y, z) + thinning * smoothstep(0.16, 0, bare(x, y, z));
	const reach = who.hair.style === "long" ? 2.8 : 2;
	const mesh = wrap(part.hair, headNet(66, 88, [0, 0.05, -0.05], reach), laid, room);
	const edge = new Float32Array(mesh.positions.length / 3).map((_, i) => bare(...pointAt(mesh, i)));
	return { ...mesh, edge };
};

const pointAt = ({ positions }: Mesh, i: number): Point => [
	positions[i * 3] ?? 0,
	positions[i * 3 + 1] ?? 0,
	positions[i * 3 + 2] ?? 0,
];

const short: Style = (width) => {
	const cap = ellipsoid([0, 0.33, -0.14], [0.785 * width, 0.83, 0.9]);
	const free = faceOpening(width, 0.64, 0.63);
	const below = belowEars(width, -0.12);
	return {
		volume: (x, y, z) => cap(x, y, z) - 0.012 * noise(x * 26, y * 26, z * 26),
		bare: (x, y, z) => blend(free(x, y, z), below(x, y, z), 0.1),
	};
};

const swept: Style = (width) => {
	const cap = ellipsoid([0, 0.33, -0.14], [0.79 * width, 0.84, 0.91]);
	const quiff = rod([0.34 * width, 0.86, 0.4], [-0.42 * width, 0.78, 0.42], [0.24, 0.17]);
	const free = faceOpening(width, 0.62, 0.65);
	const below = belowEars(width, -0.1);
	return {
		volume: (x, y, z) => {
			const locks = 0.02 * noise(x * 5 + y * 3, y * 22 + z * 12 - x * 6, z * 5);
			return blend(cap(x, y, z), quiff(x, y, z), 0.3) - locks;
		},
		bare: (x, y, z) => blend(free(x, y, z), below(x, y, z), 0.1),
	};
};

const long: Style = (width) => {
	const cap = ellipsoid([0, 0.33, -0.16], [0.85 * width, 0.88, 0.94]);
	const fall = mirrored(rod([0.58 * width, 0.2, -0.14], [0.68, -1.5, -0.02], [0.29, 0.25]));
	const back = ellipsoid([0, -0.5, -0.5], [0.8 * width, 1.2, 0.5]);
	const free = faceOpening(width, 0.66, 0.62);
	const neck = ellipsoid([0, -1.1, 0.75], [0.54 * width, 1.25, 0.95]);
	return {
		volume: (x, y, z) => {
			const wave = 0.03 * Math.sin(y * 6.5 + z * 2) * smoothstep(0.1, -0.4, y);
			const locks = 0.04 * noise(Math.atan2(z + 0.2, x) * 9, y * 1.4);
			const sides = blend(fall(x + (x > 0 ? wave : -wave), y, z), back(x, y, z), 0.3);
			return blend(cap(x, y, z), sides, 0.4) - locks;
		},
		bare: (x, y, z) => blend(free(x, y, z), neck(x, y, z), 0.2),
	};
};

const bob: Style = (width) => {
	const cap = ellipsoid([0, 0.32, -0.14], [0.86 * width, 0.88, 0.95]);
	const side = mirrored(ellipsoid([0.62 * width, -0.28, -0.1], [0.29, 0.62, 0.5]));
	const back = ellipsoid([0, -0.15, -0.5], [0.8 * width, 0.75, 0.55]);
	const free = faceOpening(width, 0.54, 0.62);
	const neck = ellipsoid([0, -1, 0.7], [0.6 * width, 0.9, 0.85]);
	return {
		volume: (x, y, z) => {
			const locks = 0.03 * noise(Math.atan2(z + 0.2, x) * 12, y * 1.2);
			return blend(cap(x, y, z), blend(side(x, y, z), back(x, y, z), 0.25), 0.2) - locks;
		},
		bare: (x, y, z) => blend(free(x, y, z), neck(x, y, z), 0.2),
	};
};

const ruffle = (x: number, y: number, z: number): number =>
	0.16 * noise(x * 6, y * 6, z * 6) + 0.06 * noise(x * 15, y * 15, z * 15);

const curls: Style = (width) => {
	const cloud = ellipsoid([0, 0.44, -0.22], [1.02 * width, 0.94, 1]);
	const puffs = mirrored(ball([0.68 * width, 0.05, -0.34], 0.42));
	const free = faceOpening(width, 0.66, 0.63);
	return {
		volume: (x, y, z) => blend(cloud(x, y, z), puffs(x, y, z), 0.2) + 0.12 - ruffle(x, y, z),
		bare: (x, y, z) => free(x, y, z) + 0.08 - 0.8 * ruffle(x, y, z),
	};
};

const styles: Readonly<Record<HairStyle, Style>> = { short, swept, long, bob, curls };

/** What the hair leaves free: the face up to the hairline, as wide as the temples. */
const faceOpening = (width: number, hairline: number, temple: number): Solid =>
	ellipsoid([0, hairline - 1.05, 0.85], [temple * width, 1.05, 0.8]);

/** Short hair ends above the neck and around the ears. */
const belowEars = (width: number, y0: number): Solid => {
	const ears = mirrored(ellipsoid([0.8 * width, y0 - 0.05, -0.05], [0.24, 0.34, 0.26]));
	return (x, y, z) => Math.min(ears(x, y, z), y - (y0 - 0.25) + (z > -0.1 ? 0 : 0.25));
};
