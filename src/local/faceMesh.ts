import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { Tensor } from "onnxruntime-node";
import type { InferenceSession } from "onnxruntime-node";
import { applyAffine } from "../core/affine.ts";
import type { Affine } from "../core/affine.ts";
import { toMeshLandmarks } from "../core/faceMesh.ts";
import type { MeshPoint } from "../core/faceMesh.ts";
import { createSession, floatsOf } from "./onnx.ts";
import type { SessionOptions } from "./onnx.ts";
import type { Picture } from "./picture.ts";

/** The network knows no other size. */
const INPUT_PX = 256;
/** How much larger than the face's box the piece is that the network sees, as it was trained. */
const WIDENING = 1.5;
const POINTS = 478;
/** The sine of the angle from which a face is turned upright again: YuNet takes rolls of 45° for 20°. */
const MAX_LEAN = 0.1;
const MAX_TURNS = 2;
/** What the network calls its blendshapes, in its order; sides are the subject's. */
const BLENDSHAPES = [
	"_neutral",
	"browDownLeft",
	"browDownRight",
	"browInnerUp",
	"browOuterUpLeft",
	"browOuterUpRight",
	"cheekPuff",
	"cheekSquintLeft",
	"cheekSquintRight",
	"eyeBlinkLeft",
	"eyeBlinkRight",
	"eyeLookDownLeft",
	"eyeLookDownRight",
	"eyeLookInLeft",
	"eyeLookInRight",
	"eyeLookOutLeft",
	"eyeLookOutRight",
	"eyeLookUpLeft",
	"eyeLookUpRight",
	"eyeSquintLeft",
	"eyeSquintRight",
	"eyeWideLeft",
	"eyeWideRight",
	"jawForward",
	"jawLeft",
	"jawOpen",
	"jawRight",
	"mouthClose",
	"mouthDimpleLeft",
	"mouthDimpleRight",
	"mouthFrownLeft",
	"mouthFrownRight",
	"mouthFunnel",
	"mouthLeft",
	"mouthLowerDownLeft",
	"mouthLowerDownRight",
	"mouthPressLeft",
	"mouthPressRight",
	"mouthPucker",
	"mouthRight",
	"mouthRollLower",
	"mouthRollUpper",
	"mouthShrugLower",
	"mouthShrugUpper",
	"mouthSmileLeft",
	"mouthSmileRight",
	"mouthStretchLeft",
	"mouthStretchRight",
	"mouthUpperUpLeft",
	"mouthUpperUpRight",
	"noseSneerLeft",
	"noseSneerRight",
] as const;

type Blendshapes = Readonly<Record<(typeof BLENDSHAPES)[number], number>>;

export interface MeshedFace {
	/** All 478, in ratios of the picture. */
	readonly points: readonly MeshPoint[];
	/** How sure the network is that there is a face at all, 0..1. */
	readonly presence: number;
	/** 0..1 */
	readonly blendshapes: Blendshapes;
}

/** What a detector tells of a face. */
type FoundFace = Pick<FaceDetail, "BoundingBox" | "Landmarks">;

export interface FaceMesh {
	/** One answer per face; a face needs a BoundingBox, and eyeLeft and eyeRight where it is not upright. */
	readonly read: (picture: Picture, faces: readonly FoundFace[]) => Promise<readonly MeshedFace[]>;
}

/** MediaPipe's face mesh with irises and blendshapes, from the converted model. */
export const createFaceMesh = async (
	model: Uint8Array,
	options?: SessionOptions,
): Promise<FaceMesh> => {
	const session = await createSession(model, options);
	return {
		read: async (picture, faces) => {
			const meshed: MeshedFace[] = [];
			// One after the other: together they take as long, and more memory.
			for (const face of faces) meshed.push(await readUpright(session, picture, face));
			return meshed;
		},
	};
};

/** Turns a face upright by its mesh where the detector's eyes did not suffice. */
const readUpright = async (
	session: InferenceSession,
	picture: Picture,
	found: FoundFace,
): Promise<MeshedFace> => {
	let face = found;
	let meshed = await readFace(session, picture, face);
	for (let turns = 0; turns < MAX_TURNS; turns += 1) {
		const upright = { ...face, Landmarks: toMeshLandmarks(meshed.points) };
		const lean = rollOf(picture, upright) - rollOf(picture, face);
		if (Math.abs(Math.sin(lean)) < MAX_LEAN) break;
		face = upright;
		meshed = await readFace(session, picture, face);
	}
	return meshed;
};

const readFace = async (
	session: InferenceSession,
	picture: Picture,
	face: FoundFace,
): Promise<MeshedFace> => {
	const piece = toPiece(picture, face);
	const bytes = picture.cut(piece, INPUT_PX, INPUT_PX);
	const outputs = await session.run({
		picture: new Tensor("uint8", bytes, [1, 3, INPUT_PX, INPUT_PX]),
	});
	return {
		points: toPoints(floatsOf(outputs, "points"), piece, picture),
		presence: floatsOf(outputs, "presence")[0] ?? 0,
		blendshapes: toBlendshapes(floatsOf(outputs, "blendshapes")),
	};
};

/** From the network's input to the picture: a square around the box, upright as the eyes are. */
const toPiece = (picture: Picture, face: FoundFace): Affine => {
	const { widthPx, heightPx } = picture;
	const { Left = 0, Top = 0, Width = 0, Height = 0 } = face.BoundingBox ?? {};
	const scale = (Math.max(Width * widthPx, Height * heightPx) * WIDENING) / INPUT_PX;
	const roll = rollOf(picture, face);
	const [cos, sin] = [Math.cos(roll) * scale, Math.sin(roll) * scale];
	const middle = (INPUT_PX - 1) / 2;
	return {
		a: cos,
		b: -sin,
		c: (Left + Width / 2) * widthPx - HALF - middle * (cos - sin),
		d: sin,
		e: cos,
		f: (Top + Height / 2) * heightPx - HALF - middle * (sin + cos),
	};
};

/** How far the line of the eyes is turned clockwise, in radians; a face without eyes is taken for upright. */
const rollOf = ({ widthPx, heightPx }: Picture, { Landmarks = [] }: FoundFace): number => {
	const [left, right] = ["eyeLeft", "eyeRight"].map((type) =>
		Landmarks.find(({ Type }) => Type === type),
	);
	if (left === undefined || right === undefined) return 0;
	const [{ X: fromX = 0, Y: fromY = 0 }, { X: toX = 0, Y: toY = 0 }] = [left, right];
	return Math.atan2((toY - fromY) * heightPx, (toX - fromX) * widthPx);
};

/** Ratios and the network's points count from the edge of the first pixel, maps between pictures from its middle. */
const HALF = 0.5;

const toPoints = (
	values: Float32Array,
	piece: Affine,
	{ widthPx, heightPx }: Picture,
): readonly MeshPoint[] =>
	Array.from({ length: POINTS }, (_, i) => {
		const [x = 0, y = 0, z = 0] = values.subarray(i * 3, i * 3 + 3);
		const point = applyAffine(piece, { x: x - HALF, y: y - HALF });
		return {
			x: (point.x + HALF) / widthPx,
			y: (point.y + HALF) / heightPx,
			z: (z * Math.hypot(piece.a, piece.d)) / widthPx,
		};
	});

const toBlendshapes = (values: Float32Array): Blendshapes => {
	const named = Object.fromEntries([...values].map((value, i) => [BLENDSHAPES[i], value]));
	if (!isComplete(named)) throw new Error("The model gives too few blendshapes.");
	return named;
};

const isComplete = (named: Readonly<Record<string, number>>): named is Blendshapes =>
	BLENDSHAPES.every((name) => name in named);
