import { part, type Mesh, type Net, wrap } from "./mesh.ts";
import type { Identity } from "./people.ts";
import { ball, blend, carve, ellipsoid, mirrored, rod, type Point, type Solid } from "./solids.ts";

/** Where the parts of a face lie; the solid and the paint on it agree through this. */
export const featuresOf = ({ eyes, nose, mouth }: Identity) => ({
	eye: { x: 0.275 * eyes.apart, y: 0.06, width: 0.145 * eyes.size },
	nose: { y: -0.03 - 0.23 * nose.length, width: nose.width },
	mouth: { y: -0.285 - 0.225 * nose.length, width: 0.215 * mouth.width },
});

/** The bare head; `smile` 0..1 lifts the cheeks and pulls the mouth wide. */
export const headSolid = (who: Identity, smile: number): Solid => {
	const skull = skullSolid(who, smile);
	const noses = noseSolid(who);
	const lips = lipSolid(who, smile);
	const { eye } = featuresOf(who);
	const socket = mirrored(ellipsoid([eye.x, eye.y + 0.03, 0.86], [0.19, 0.115, 0.17]));
	const eyeball = mirrored(ball([eye.x, eye.y, 0.5], 0.165));
	const lid = mirrored(ellipsoid([eye.x, eye.y + 0.085, 0.61], [0.16, 0.045, 0.06]));
	const ear = mirrored(ellipsoid([0.735 * who.face.width, -0.02, -0.12], [0.07, 0.2, 0.13]));
	return (x, y, z) => {
		let d = carve(skull(x, y, z), socket(x, y, z), 0.14);
		d = blend(d, eyeball(x, y, z), 0.05);
		d = blend(d, lid(x, y, z), 0.07);
		d = blend(d, noses(x, y, z), 0.09);
		d = blend(d, lips(x, y, z), 0.05);
		return blend(d, ear(x, y, z), 0.05);
	};
};

const skullSolid = ({ face }: Identity, smile: number): Solid => {
	const cranium = ellipsoid([0, 0.3, -0.12], [0.74 * face.width, 0.78, 0.86]);
	const front = ellipsoid([0, -0.16, 0.1], [0.64 * face.width, 0.82, 0.63]);
	const jaw = mirrored(
		rod([0.42 * face.jaw, -0.42, 0.02], [0.1 * face.jaw, -0.82 * face.chin, 0.4], [0.22, 0.15]),
	);
	const chin = ellipsoid([0, -0.84 * face.chin, 0.48], [0.17 * face.jaw, 0.12, 0.14]);
	const cheek = mirrored(
		ellipsoid(
			[0.36 * face.width, -0.2 + 0.06 * smile, 0.43],
			[0.22, 0.2 - 0.02 * smile, 0.19 + 0.045 * smile],
		),
	);
	const brow = mirrored(rod([0.1, 0.24, 0.64], [0.42 * face.width, 0.24, 0.48], [0.09, 0.08]));
	return (x, y, z) => {
		let d = blend(cranium(x, y, z), front(x, y, z), 0.3);
		d = blend(d, jaw(x, y, z), 0.26);
		d = blend(d, chin(x, y, z), 0.2);
		d = blend(d, cheek(x, y, z), 0.24);
		return blend(d, brow(x, y, z), 0.12);
	};
};

const noseSolid = (who: Identity): Solid => {
	const { y, width } = featuresOf(who).nose;
	const bridge = rod([0, 0.14, 0.66], [0, y + 0.02, 0.86], [0.05, 0.07 * (0.6 + 0.4 * width)]);
	const tip = ball([0, y, 0.85], 0.088 * (0.5 + 0.5 * width));
	const wing = mirrored(ellipsoid([0.092 * width, y - 0.025, 0.76], [0.062 * width, 0.056, 0.08]));
	return (x, y1, z) => blend(blend(bridge(x, y1, z), tip(x, y1, z), 0.07), wing(x, y1, z), 0.05);
};

const lipSolid = (who: Identity, smile: number): Solid => {
	const { y, width } = featuresOf(who).mouth;
	const full = who.mouth.fullness;
	const mound = ellipsoid([0, y, 0.55], [0.27 + 0.05 * smile, 0.17, 0.17]);
	const wide = width * (0.9 + 0.28 * smile);
	const depth = 0.69 - 0.03 * smile;
	const upper = ellipsoid([0, y + 0.03, depth], [wide, 0.042 * full, 0.058]);
	const lower = ellipsoid([0, y - 0.045, depth], [wide * 0.85, 0.05 * full, 0.062]);
	return (x, y1, z) => {
		const lift = y1 - smile * 0.9 * x * x;
		return blend(mound(x, y1, z), Math.min(upper(x, lift, z), lower(x, lift, z)), 0.06);
	};
};

/** Rays from the middle of the head, denser where the face is. */
export const headNet = (rows: number, columns: number, centre: Point, reach: number): Net => ({
	rows,
	columns,
	reach,
	ray: (row, column) => {
		const turn = (column / columns) * 2 * Math.PI;
		const around = turn - 0.55 * Math.sin(turn);
		const down = (row / (rows - 1)) * Math.PI;
		const out: Point = [
			Math.sin(around) * Math.sin(down),
			Math.cos(down),
			Math.cos(around) * Math.sin(down),
		];
		return { centre, out };
	},
});

export const headMesh = (who: Identity, smile: number, room: Solid): Mesh =>
	wrap(part.skin, headNet(84, 100, [0, -0.1, 0.05], 1.8), headSolid(who, smile), room);
