import type { Landmark, LandmarkType, Pose } from "@aws-sdk/client-rekognition";

/** Rekognition's pose with all of its angles. */
type Angles = { readonly [Angle in keyof Pose]-?: number };

/** A point of a face: ratios of the picture's width and height; z as a ratio of the width, less is nearer. */
export interface MeshPoint {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

/**
 * The points of MediaPipe's mesh behind each of Rekognition's landmarks; several mean their middle. Left is left in
 * the picture.
 */
const LANDMARKS = {
	eyeLeft: [33, 133, 159, 145],
	eyeRight: [362, 263, 386, 374],
	nose: [1],
	mouthLeft: [61],
	mouthRight: [291],
	leftEyeBrowLeft: [70, 46],
	leftEyeBrowRight: [107, 55],
	leftEyeBrowUp: [105],
	rightEyeBrowLeft: [336, 285],
	rightEyeBrowRight: [300, 276],
	rightEyeBrowUp: [334],
	leftEyeLeft: [33],
	leftEyeRight: [133],
	leftEyeUp: [159],
	leftEyeDown: [145],
	rightEyeLeft: [362],
	rightEyeRight: [263],
	rightEyeUp: [386],
	rightEyeDown: [374],
	noseLeft: [48],
	noseRight: [278],
	mouthUp: [0],
	mouthDown: [17],
	leftPupil: [468],
	rightPupil: [473],
	upperJawlineLeft: [234],
	midJawlineLeft: [172],
	chinBottom: [152],
	midJawlineRight: [397],
	upperJawlineRight: [454],
} as const satisfies Record<LandmarkType, readonly number[]>;

/** Points that lie across from each other, left ones of the picture first: corners of the eyes, brows, temples, cheeks. */
const PAIRS = [
	[33, 263],
	[133, 362],
	[70, 300],
	[105, 334],
	[127, 356],
	[234, 454],
] as const;
/** Points in the middle of the skull; what lies below the nose moves with the jaw. */
const FOREHEAD = 10;
const NOSE_BASE = 2;
/** How far the line from the upper to the lower middle leans in a head that looks straight ahead: measured on drawn heads. */
const LEAN_DEGREES = 8;
/** The network sees heads flatter than they are: with this, drawn heads turn and nod as far as they were drawn. */
const DEPTH = 1.15;

/** Rekognition's thirty landmarks of a mesh of 478 points. */
export const toMeshLandmarks = (mesh: readonly MeshPoint[]): Landmark[] =>
	LANDMARK_TYPES.map((Type) => {
		const { x, y } = middleOf(mesh, LANDMARKS[Type]);
		return { Type, X: x, Y: y };
	});

const isLandmarkType = (name: string): name is keyof typeof LANDMARKS => name in LANDMARKS;
const LANDMARK_TYPES = Object.keys(LANDMARKS).filter(isLandmarkType);

/**
 * Where a head points, in degrees: Roll > 0 is clockwise in the picture, Yaw > 0 to its right, Pitch > 0 up. The
 * aspect ratio is the picture's width by its height.
 */
export const toMeshPose = (mesh: readonly MeshPoint[], aspectRatio: number): Angles => {
	const square = toSquare(mesh, aspectRatio);
	const across = sumOf(PAIRS.map(([left, right]) => difference(square, left, right)));
	const down = difference(square, FOREHEAD, NOSE_BASE);
	const roll = Math.atan2(across.y, across.x);
	const upright = turn(across, roll);
	const yaw = Math.atan2(upright.z, upright.x);
	const { x, y, z } = turn(down, roll);
	const forward = z * Math.cos(yaw) - x * Math.sin(yaw);
	const pitch = Math.atan2(-forward, y);
	return { Roll: toDegrees(roll), Yaw: toDegrees(yaw), Pitch: toDegrees(pitch) - LEAN_DEGREES };
};

/** The gap between the lips by the width of the mouth; about zero where they touch. */
export const mouthGapOf = (mesh: readonly MeshPoint[], aspectRatio: number): number => {
	const square = toSquare(mesh, aspectRatio);
	return lengthOf(difference(square, 13, 14)) / lengthOf(difference(square, 61, 291));
};

/** The picture's width becomes the unit of all three axes. */
const toSquare = (mesh: readonly MeshPoint[], aspectRatio: number): readonly MeshPoint[] =>
	mesh.map(({ x, y, z }) => ({ x, y: y / aspectRatio, z: z * DEPTH }));

const middleOf = (mesh: readonly MeshPoint[], indices: readonly number[]): MeshPoint => {
	const { x, y, z } = sumOf(indices.map((index) => pointOf(mesh, index)));
	return { x: x / indices.length, y: y / indices.length, z: z / indices.length };
};

const pointOf = (mesh: readonly MeshPoint[], index: number): MeshPoint => {
	const point = mesh[index];
	if (point === undefined) throw new RangeError(`The mesh has no point ${index}.`);
	return point;
};

const difference = (mesh: readonly MeshPoint[], from: number, to: number): MeshPoint => {
	const [start, end] = [pointOf(mesh, from), pointOf(mesh, to)];
	return { x: end.x - start.x, y: end.y - start.y, z: end.z - start.z };
};

const sumOf = (points: readonly MeshPoint[]): MeshPoint => ({
	x: points.reduce((sum, { x }) => sum + x, 0),
	y: points.reduce((sum, { y }) => sum + y, 0),
	z: points.reduce((sum, { z }) => sum + z, 0),
});

/** Turns back a roll. */
const turn = ({ x, y, z }: MeshPoint, roll: number): MeshPoint => ({
	x: x * Math.cos(roll) + y * Math.sin(roll),
	y: y * Math.cos(roll) - x * Math.sin(roll),
	z,
});

const lengthOf = ({ x, y, z }: MeshPoint): number => Math.hypot(x, y, z);

const toDegrees = (radians: number): number => (radians * 180) / Math.PI;
