import type { BoundingBox } from "@aws-sdk/client-rekognition";
import { applyAffine, invertAffine } from "./affine.ts";
import type { Affine, Point } from "./affine.ts";
import { centerOf } from "./landmarks.ts";

/** The square piece of a picture that a network of faces looks at. */
export interface FaceCrop {
	/** Which point of the picture, in pixels, each pixel of the piece shows. */
	readonly toPicture: Affine;
	/** How wide the black bars at the left and at the right of the piece are. */
	readonly barXPx: number;
	/** How high the black bars at the top and at the bottom of the piece are. */
	readonly barYPx: number;
}

interface Size {
	readonly widthPx: number;
	readonly heightPx: number;
}

/** A rectangle in pixels. */
interface Edges {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** The side of the pieces for landmarks, expressions, age and gender. */
export const FACE_CROP_PX = 112;
/** The side of the pieces for embeddings. */
export const EMBEDDING_CROP_PX = 150;

/** face-api's: half of it at each side of the box around the 68 points. */
const ATTRIBUTE_PADDING = 0.2;
/** dlib's piece, as face-api cuts it: the distance from eyes to mouth, and where in the piece their middle lies. */
const EYES_TO_MOUTH = 0.45;
const MIDDLE = { x: 0.5, y: 0.43 };

/** As face-api does it: the rectangle fills the square piece in its longer direction and is centred in the other. */
export const toFaceApiCrop = ({ left, top, right, bottom }: Edges, sizePx: number): FaceCrop => {
	const [width, height] = [right - left, bottom - top];
	// A piece of nothing would have no scale.
	const scale = Math.max(width, height, 1) / sizePx;
	const barXPx = (sizePx - width / scale) / 2;
	const barYPx = (sizePx - height / scale) / 2;
	const toPicture = {
		a: scale,
		b: 0,
		c: left - barXPx * scale,
		d: 0,
		e: scale,
		f: top - barYPx * scale,
	};
	return { toPicture, barXPx, barYPx };
};

/** What the network of landmarks looks at: the face's box as it is. */
export const toLandmarksCrop = (
	{ Left = 0, Top = 0, Width = 0, Height = 0 }: BoundingBox,
	{ widthPx, heightPx }: Size,
): FaceCrop =>
	toFaceApiCrop(
		{
			left: Left * widthPx,
			top: Top * heightPx,
			right: (Left + Width) * widthPx,
			bottom: (Top + Height) * heightPx,
		},
		FACE_CROP_PX,
	);

/** What the networks of expressions and of age and gender look at: face-api's box around the 68 points, turned upright. */
export const toAttributesCrop = (points: readonly Point[], picture: Size): FaceCrop =>
	toUprightCrop(toPixels(points, picture), FACE_CROP_PX, (upright) => {
		const [xs, ys] = [upright.map(({ x }) => x), upright.map(({ y }) => y)];
		const edges = {
			left: Math.min(...xs),
			top: Math.min(...ys),
			right: Math.max(...xs),
			bottom: Math.max(...ys),
		};
		const padX = ((edges.right - edges.left) * ATTRIBUTE_PADDING) / 2;
		const padY = ((edges.bottom - edges.top) * ATTRIBUTE_PADDING) / 2;
		return {
			left: edges.left - padX,
			top: edges.top - padY,
			right: edges.right + padX,
			bottom: edges.bottom + padY,
		};
	});

/** What the network of embeddings looks at: dlib's square around eyes and mouth, turned upright. */
export const toEmbeddingCrop = (points: readonly Point[], picture: Size): FaceCrop =>
	toUprightCrop(toPixels(points, picture), EMBEDDING_CROP_PX, (upright) => {
		const [left, right] = [centerOf(upright, "leftEye"), centerOf(upright, "rightEye")];
		const mouth = centerOf(upright, "mouth");
		const size = (distance(left, mouth) + distance(right, mouth)) / 2 / EYES_TO_MOUTH;
		const start = {
			x: (left.x + right.x + mouth.x) / 3 - size * MIDDLE.x,
			y: (left.y + right.y + mouth.y) / 3 - size * MIDDLE.y,
		};
		return { left: start.x, top: start.y, right: start.x + size, bottom: start.y + size };
	});

/** face-api leaves heads as they lean, and takes a leaning one for another person or another mood. */
const toUprightCrop = (
	points: readonly Point[],
	sizePx: number,
	toEdges: (upright: readonly Point[]) => Edges,
): FaceCrop => {
	const turn = toTurn(centerOf(points, "leftEye"), centerOf(points, "rightEye"));
	const back = invertAffine(turn);
	const crop = toFaceApiCrop(toEdges(points.map((point) => applyAffine(back, point))), sizePx);
	return { ...crop, toPicture: chain(crop.toPicture, turn) };
};

/** The turn about the picture's corner that makes a level line lean as the eyes do. */
const toTurn = (left: Point, right: Point): Affine => {
	const angle = Math.atan2(right.y - left.y, right.x - left.x);
	const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
	return { a: cos, b: -sin, c: 0, d: sin, e: cos, f: 0 };
};

/** The one map and then the other. */
const chain = (first: Affine, second: Affine): Affine => {
	const { x, y } = applyAffine(second, { x: first.c, y: first.f });
	return {
		a: second.a * first.a + second.b * first.d,
		b: second.a * first.b + second.b * first.e,
		c: x,
		d: second.d * first.a + second.e * first.d,
		e: second.d * first.b + second.e * first.e,
		f: y,
	};
};

const toPixels = (points: readonly Point[], { widthPx, heightPx }: Size): readonly Point[] =>
	points.map(({ x, y }) => ({ x: x * widthPx, y: y * heightPx }));

const distance = (first: Point, second: Point): number =>
	Math.hypot(first.x - second.x, first.y - second.y);
