import type { BoundingBox } from "@aws-sdk/client-rekognition";
import type { Point } from "../../src/core/affine.ts";
import { toPicture } from "../../src/local/picture.ts";
import type { Picture } from "../../src/local/picture.ts";
import { featuresOf } from "../../scripts/sample/head.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { drawPicture as drawPixels } from "../../scripts/sample/picture.ts";
import { poseHead } from "../../scripts/sample/pose.ts";
import { faceBox } from "../../scripts/sample/truth.ts";

const SIZE = { widthPx: 480, heightPx: 270 };

/** A drawn picture as the networks of faces are given one. */
export const drawPicture = (shown: readonly Placed[]): Picture => {
	const rgb = drawPixels({ ...SIZE, people: shown });
	const area = SIZE.widthPx * SIZE.heightPx;
	const planes = Uint8Array.from({ length: 3 * area }, (_, index) => {
		// Green, blue and red planes of what is red, green and blue pixel by pixel.
		const channel = (Math.floor(index / area) + 1) % 3;
		return rgb[(index % area) * 3 + channel] ?? 0;
	});
	return toPicture({
		...SIZE,
		paddedWidthPx: SIZE.widthPx,
		paddedHeightPx: SIZE.heightPx,
		timestampMillis: 0,
		planes,
	});
};

/** The face of somebody drawn. */
export const boxOf = (placed: Placed): BoundingBox => faceBox(placed, SIZE);

/** Where the middles of somebody's eyes and mouth were drawn, as ratios of the picture. */
export const featuresIn = (placed: Placed): Readonly<Record<"left" | "right" | "mouth", Point>> => {
	const { project } = poseHead(placed, SIZE);
	const { eye, mouth } = featuresOf(placed.who);
	const toRatios = (x: number, y: number, z: number): Point => {
		const [pictureX, pictureY] = project(x, y, z);
		return { x: pictureX / SIZE.widthPx, y: pictureY / SIZE.heightPx };
	};
	return {
		left: toRatios(-eye.x, eye.y, 0.65),
		right: toRatios(eye.x, eye.y, 0.65),
		mouth: toRatios(0, mouth.y, 0.75),
	};
};

/** How far two points of the picture are from each other, as a share of its height. */
export const distanceIn = (first: Point, second: Point): number =>
	Math.hypot(((first.x - second.x) * SIZE.widthPx) / SIZE.heightPx, first.y - second.y);
