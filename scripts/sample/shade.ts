import { createSkin } from "./face.ts";
import type { Paint } from "./look.ts";
import { bell, clamp, mix, noise, scale, smoothstep, type Rgb } from "./maths.ts";
import { lamp, part, type Part } from "./mesh.ts";
import type { Placed } from "./person.ts";
import { dot, type Pose } from "./pose.ts";
import type { Posed } from "./raster.ts";
import type { Identity } from "./people.ts";
import type { Point } from "./solids.ts";

/** The light that comes from a triangle at a sample. */
export type Shader = (posed: Posed, triangle: number, x: number, y: number) => Rgb;

/** One point of a surface as the room's light finds it. */
interface Surface {
	readonly normal: Point;
	readonly toRoom: number;
	readonly toLamp: number;
}

export const createShader = ({ who, look }: Placed): Shader => {
	const skin = createSkin(who, look);
	const paint = (kind: Part, [x, y, z]: Point, fine: number): Paint => {
		switch (kind) {
			case part.skin:
				return skin(x, y, z, fine);
			case part.body:
				return clothes(who, x, y, z);
			case part.frame:
				return { colour: who.glasses?.colour ?? [0, 0, 0], gloss: 0.7, soft: 0 };
			case part.hair:
				return hair(who, x, y, z);
		}
	};
	return (posed, triangle, x, y) => {
		const { mesh, pose } = posed;
		const spot = weigh(posed, triangle, x, y);
		const place = readPoint(mesh.positions, spot);
		const surface = {
			normal: turned(pose, readPoint(mesh.normals, spot)),
			toRoom: read(mesh.openness, 2, 0, spot),
			toLamp: read(mesh.openness, 2, 1, spot),
		};
		const painted = paint(mesh.part, place, 1 / pose.pxPerUnit);
		return mesh.part === part.hair
			? lightHair(who, painted, surface, place)
			: light(painted, surface);
	};
};

const readPoint = (list: Float32Array, spot: Spot): Point => [
	read(list, 3, 0, spot),
	read(list, 3, 1, spot),
	read(list, 3, 2, spot),
];

const turned = ({ turn }: Pose, [x, y, z]: Point): Point => [
	dot(turn[0], x, y, z),
	dot(turn[1], x, y, z),
	dot(turn[2], x, y, z),
];

/** The corners of a triangle and how near a point is to the second and third. */
interface Spot {
	readonly a: number;
	readonly b: number;
	readonly c: number;
	readonly u: number;
	readonly v: number;
}

const read = (list: Float32Array, size: number, member: number, { a, b, c, u, v }: Spot): number =>
	(list[a * size + member] ?? 0) * (1 - u - v) +
	(list[b * size + member] ?? 0) * u +
	(list[c * size + member] ?? 0) * v;

const weigh = ({ mesh, corners }: Posed, triangle: number, x: number, y: number): Spot => {
	const a = mesh.triangles[triangle * 3] ?? 0;
	const b = mesh.triangles[triangle * 3 + 1] ?? 0;
	const c = mesh.triangles[triangle * 3 + 2] ?? 0;
	const ax = corners[a * 3] ?? 0;
	const ay = corners[a * 3 + 1] ?? 0;
	const bx = (corners[b * 3] ?? 0) - ax;
	const by = (corners[b * 3 + 1] ?? 0) - ay;
	const cx = (corners[c * 3] ?? 0) - ax;
	const cy = (corners[c * 3 + 1] ?? 0) - ay;
	const size = bx * cy - by * cx || 1;
	const u = ((x - ax) * cy - (y - ay) * cx) / size;
	const v = ((y - ay) * bx - (x - ax) * by) / size;
	return { a, b, c, u, v };
};

const lampColour: Rgb = [1.42, 1.32, 1.19];
const fillColour: Rgb = [0.26, 0.3, 0.38];
const skyColour: Rgb = [0.46, 0.48, 0.53];
const groundColour: Rgb = [0.3, 0.25, 0.22];

/** How far red, green and blue go into what is soft. */
const bleed: Rgb = [0.3, 0.14, 0.1];

const light = ({ colour, gloss, soft }: Paint, { normal, toRoom, toLamp }: Surface): Rgb => {
	const [nx, ny, nz] = normal;
	const facing = nx * lamp[0] + ny * lamp[1] + nz * lamp[2];
	const fill = clamp(0.35 + 0.65 * (nx * 0.8 + ny * 0.1 + nz * 0.4));
	const sky = 0.5 + 0.5 * ny;
	const away = 1 - clamp(nz);
	const shine =
		(gloss < 0.03 ? 0 : gloss * toLamp * highlight(normal, 22)) + gloss * 0.25 * away * away * away;
	const lit = (i: 0 | 1 | 2): number => {
		const depth = bleed[i] * soft;
		const wrapped = clamp((facing + depth) / (1 + depth)) * (toLamp + (1 - toLamp) * 0.25 * depth);
		const ambient = groundColour[i] + (skyColour[i] - groundColour[i]) * sky + fillColour[i] * fill;
		const open = toRoom + (1 - toRoom) * depth;
		return colour[i] * (lampColour[i] * wrapped + ambient * open) + lampColour[i] * shine;
	};
	return [lit(0), lit(1), lit(2)];
};

const [hx, hy, hz] = [lamp[0], lamp[1], lamp[2] + 1];
const halfway = Math.hypot(hx, hy, hz);

const highlight = ([nx, ny, nz]: Point, power: number): number => {
	const facing = (nx * hx + ny * hy + nz * hz) / halfway;
	return facing < 0.7 ? 0 : facing ** power;
};

const hair = (who: Identity, x: number, y: number, z: number): Paint => {
	const curly = who.hair.style === "curls";
	const around = Math.atan2(z + 0.2, x);
	const strand = curly
		? noise(x * 17, y * 17, z * 17)
		: 0.6 * noise(around * 34, y * 2.2 + 7, 3) + 0.4 * noise(around * 11, y * 1.5, 8);
	return {
		colour: scale(who.hair.colour, 0.55 + 0.9 * strand),
		gloss: curly ? 0.05 : 0.2 * strand,
		soft: 0.4,
	};
};

/** Hair shines in bands across its strands. */
const lightHair = (who: Identity, paint: Paint, surface: Surface, [x, y, z]: Point): Rgb => {
	const base = light(
		{ ...paint, gloss: 0.02 },
		{ ...surface, toLamp: 0.35 + 0.65 * surface.toLamp },
	);
	const wobble = 0.25 * (noise(Math.atan2(z + 0.2, x) * 22, y * 2) - 0.5);
	const [nx, ny, nz] = surface.normal;
	const band = bell(ny - 0.5 + wobble, 0.2) * smoothstep(-0.1, 0.6, nz * 0.8 - nx * 0.4);
	const tint = mix(who.hair.colour, [1, 0.95, 0.88], 0.4);
	const away = 1 - clamp(nz);
	const rim = 0.25 * away * away * smoothstep(0, 0.9, ny + nx * 0.4);
	const amount = paint.gloss * 2.2 * band * surface.toRoom + rim * 0.5;
	return [base[0] + tint[0] * amount, base[1] + tint[1] * amount, base[2] + tint[2] * amount];
};

const clothes = (who: Identity, x: number, y: number, z: number): Paint => {
	const { colour, neckline, stripe } = who.clothes;
	const side = Math.abs(x);
	const fall = z < -0.25 ? 0.22 : 0.22 - 0.42 * (z + 0.25);
	const drop = neckline === "vee" ? Math.max(0, 0.62 - 1.5 * side) * (z > -0.1 ? 1 : 0) : 0;
	const hem = -1.46 + fall + (neckline === "collar" ? 0.12 : 0) - drop;
	if (y > hem) return { colour: scale(who.skin, 0.97), gloss: 0.08, soft: 1 };
	const band = smoothstep(hem - 0.1, hem - 0.085, y);
	const folds = 0.9 + 0.2 * noise(x * 2.2 + y, y * 1.4 - x * 0.8, 5);
	const striped =
		stripe && band === 0 ? smoothstep(0.35, 0.45, Math.abs(((y * 2.6) % 1) + 0.5)) : 0;
	const cloth = stripe ? mix(colour, stripe, 1 - striped) : colour;
	return { colour: scale(cloth, folds * (1 - 0.22 * band)), gloss: 0.02, soft: 0.25 };
};
