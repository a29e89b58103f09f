import { lerp, noise, scale, smoothstep, type Rgb } from "./maths.ts";
import { createPerson, headAt, type Person, type Placed } from "./person.ts";
import type { Identity } from "./people.ts";
import { poseBody, poseHead, type PictureSize } from "./pose.ts";
import {
	createRaster,
	posed,
	rasterize,
	samplesPerPx,
	triangleBits,
	type Area,
	type Posed,
	type Raster,
} from "./raster.ts";
import { createShader, type Shader } from "./shade.ts";
import { part } from "./mesh.ts";

/** What a picture shows; people later in the list stand nearer. */
export interface Picture extends PictureSize {
	readonly people: readonly Placed[];
	/** The light of the room breathes with time. */
	readonly seconds?: number;
}

/** Draws one picture: bytes of red, green, blue, row by row. */
export const drawPicture = ({ widthPx, heightPx, people, seconds = 0 }: Picture): Uint8Array =>
	createPainter({ widthPx, heightPx })(people, seconds);

/** A painter for many pictures of one size, who remembers people once built. */
export const createPainter = (size: PictureSize) => {
	const room = paintRoom(size);
	const light = new Float32Array(room.length);
	const raster = createRaster(size.widthPx * samplesPerPx, size.heightPx * samplesPerPx);
	const known = new Map<Identity, Person>();
	const meet = (who: Identity): Person => {
		const person = known.get(who) ?? createPerson(who);
		known.set(who, person);
		return person;
	};
	return (people: readonly Placed[], seconds = 0): Uint8Array => {
		lightRoom(room, light, size, seconds);
		for (const placed of people) {
			const meshes = poseMeshes(meet(placed.who), placed, size);
			const area = rasterize(raster, meshes);
			resolve(light, raster, { area, meshes, shader: createShader(placed) });
		}
		return develop(light);
	};
};

const poseMeshes = (person: Person, placed: Placed, size: PictureSize): readonly Posed[] => {
	const [head, body] = [poseHead(placed, size), poseBody(placed, size)];
	const meshes = [headAt(person, placed.look.smile), ...person.rest];
	return meshes.map((mesh) => posed(mesh, mesh.part === part.body ? body : head));
};

interface Layer {
	readonly area: Area;
	readonly meshes: readonly Posed[];
	readonly shader: Shader;
}

/** Mixes a drawn person into the light of the picture, as far as each pixel is covered. */
const resolve = (light: Float32Array, { seen, width }: Raster, layer: Layer): void => {
	const { area, meshes, shader } = layer;
	for (let y = area.top; y < area.bottom; y += samplesPerPx) {
		for (let x = area.left; x < area.right; x += samplesPerPx) {
			const first = y * width + x;
			const a = seen[first] ?? 0;
			const b = seen[first + 1] ?? 0;
			const c = seen[first + width] ?? 0;
			const d = seen[first + width + 1] ?? 0;
			if ((a | b | c | d) === 0) continue;
			const at = ((y / samplesPerPx) * (width / samplesPerPx) + x / samplesPerPx) * 3;
			const index = a >> triangleBits;
			const mesh = meshes[index - 1];
			if (
				mesh &&
				b >> triangleBits === index &&
				c >> triangleBits === index &&
				d >> triangleBits === index
			) {
				mixIn(light, at, shader(mesh, a & triangleMask, x + 0.5, y + 0.5), 1);
			} else {
				mixEdge(light, at, layer, { marks: [a, b, c, d], x, y });
			}
		}
	}
};

const triangleMask = (1 << triangleBits) - 1;

const mixIn = (light: Float32Array, at: number, colour: Rgb, share: number): void => {
	light[at] = lerp(light[at] ?? 0, colour[0], share);
	light[at + 1] = lerp(light[at + 1] ?? 0, colour[1], share);
	light[at + 2] = lerp(light[at + 2] ?? 0, colour[2], share);
};

/** The samples of a pixel that meshes share, among them or with the room. */
interface Edge {
	readonly marks: readonly number[];
	readonly x: number;
	readonly y: number;
}

const mixEdge = (
	light: Float32Array,
	at: number,
	{ meshes, shader }: Layer,
	{ marks, x, y }: Edge,
): void => {
	let covered = 0;
	let sum: Rgb = [0, 0, 0];
	for (const [sample, mark] of marks.entries()) {
		const mesh = meshes[(mark >> triangleBits) - 1];
		if (!mesh) continue;
		const colour = shader(
			mesh,
			mark & triangleMask,
			x + (sample & 1) + 0.5,
			y + (sample >> 1) + 0.5,
		);
		sum = [sum[0] + colour[0], sum[1] + colour[1], sum[2] + colour[2]];
		covered++;
	}
	mixIn(light, at, scale(sum, 1 / covered), covered / marks.length);
};

/** A wall with the light of a window on it, and a darker skirting: nothing that looks like anybody. */
const paintRoom = ({ widthPx, heightPx }: PictureSize): Float32Array => {
	const light = new Float32Array(widthPx * heightPx * 3);
	for (let y = 0; y < heightPx; y++) {
		for (let x = 0; x < widthPx; x++) {
			const [u, v] = [x / widthPx, y / heightPx];
			const skew = u + v * 0.22;
			const pane = (from: number): number =>
				smoothstep(from, from + 0.05, skew) * smoothstep(from + 0.17, from + 0.12, skew);
			const window =
				(pane(0.12) + pane(0.3)) * smoothstep(0.02, 0.16, v) * smoothstep(0.72, 0.5, v);
			const wall = 0.3 + 0.16 * (1 - v) - 0.14 * u + 0.035 * noise(u * 3, v * 3) + 0.13 * window;
			const floor = smoothstep(0.8, 0.84, v) * 0.35;
			light.set(
				[wall * (1 - floor) * 0.92, wall * (1 - floor) * 0.98, wall * (1 - floor * 1.1) * 1.02],
				(y * widthPx + x) * 3,
			);
		}
	}
	return light;
};

/** Clouds pass the window. */
const lightRoom = (
	room: Float32Array,
	light: Float32Array,
	{ widthPx }: PictureSize,
	seconds: number,
): void => {
	const breath = Float32Array.from({ length: widthPx }, (_, x) => {
		const along = x / widthPx;
		return (
			1 + 0.05 * Math.sin(seconds * 0.7 + along * 2.4) + 0.02 * Math.sin(seconds * 1.9 - along * 5)
		);
	});
	for (let at = 0, x = 0; at < room.length; at += 3, x = x + 1 === widthPx ? 0 : x + 1) {
		const factor = breath[x] ?? 1;
		light[at] = (room[at] ?? 0) * factor;
		light[at + 1] = (room[at + 1] ?? 0) * factor;
		light[at + 2] = (room[at + 2] ?? 0) * factor;
	}
};

/** From linear light to bytes, bright parts rolled off. */
const develop = (light: Float32Array): Uint8Array => {
	const bytes = new Uint8Array(light.length);
	for (let i = 0; i < light.length; i++) {
		bytes[i] = film[((light[i] ?? 0) * (filmSteps / 2) + 0.5) | 0] ?? 255;
	}
	return bytes;
};

const filmSteps = 4096;
const film = Uint8Array.from({ length: filmSteps + 1 }, (_, i) => {
	const value = (i / filmSteps) * 2;
	const rolled = value < 0.6 ? value : 0.6 + 0.4 * (1 - Math.exp(-(value - 0.6) / 0.4));
	return Math.round(lerp(0, 255, rolled ** (1 / 2.2)));
});
