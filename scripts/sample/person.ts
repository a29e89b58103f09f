import { bodyMesh, bodySolid, glassesMeshes } from "./body.ts";
import type { Expression } from "./look.ts";
import { hairMesh, hairSolid } from "./hair.ts";
import { headMesh, headSolid } from "./head.ts";
import { lerp } from "./maths.ts";
import type { Mesh } from "./mesh.ts";
import type { Identity } from "./people.ts";
import type { Solid } from "./solids.ts";

/** Somebody ready to be drawn: the head at rest and with a smile, and what does not change. */
export interface Person {
	readonly who: Identity;
	readonly resting: Mesh;
	readonly smiling: Mesh;
	readonly rest: readonly Mesh[];
}

/** Somebody in a picture. */
export interface Placed {
	readonly who: Identity;
	/** Where the middle of the face is, in ratios of the picture; heads may be outside it. */
	readonly at: readonly [number, number];
	/** From chin to crown, as a ratio of the picture's height. */
	readonly height: number;
	/** Degrees: to the picture's right, up, and clockwise. */
	readonly turn: { readonly yaw: number; readonly pitch: number; readonly roll: number };
	readonly look: Expression;
}

export const createPerson = (who: Identity): Person => {
	const [head, hair, body] = [headSolid(who, 0), hairSolid(who), bodySolid(who)];
	const cover: Solid = (x, y, z) => Math.min(hair(x, y, z), body(x, y, z));
	const room: Solid = (x, y, z) => Math.min(cover(x, y, z), head(x, y, z));
	return {
		who,
		resting: headMesh(who, 0, room),
		smiling: headMesh(who, 1, room),
		rest: [hairMesh(who, room), bodyMesh(who, room), ...glassesMeshes(who)],
	};
};

/** The head between its two faces. */
export const headAt = ({ resting, smiling }: Person, smile: number): Mesh => ({
	...resting,
	positions: between(resting.positions, smiling.positions, smile),
	normals: between(resting.normals, smiling.normals, smile),
});

const between = (a: Float32Array, b: Float32Array, t: number): Float32Array => {
	const mixed = new Float32Array(a.length);
	for (let i = 0; i < a.length; i++) mixed[i] = lerp(a[i] ?? 0, b[i] ?? 0, t);
	return mixed;
};
