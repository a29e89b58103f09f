import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { faceBox } from "../../scripts/sample/truth.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { iou } from "../../src/core/boxes.ts";
import type { Detector } from "../../src/local/detector.ts";
import type { Frame } from "../../src/local/frame.ts";
import type { Picture } from "../../src/local/picture.ts";
import { drawHeads } from "../../test/support/portraits/head.ts";
import { drawPortraits } from "../../test/support/portraits/portrait.ts";
import type { Told, Truth } from "./tally.ts";

/** Somebody drawn, and what is true of them. */
export interface DrawnFace {
	readonly picture: Picture;
	readonly placed: Placed;
	readonly truth: Truth;
}

const SUNGLASSES_SHARE = 0.2;
/** Less than half a smile and half open a mouth may be called either. */
const HALF = 0.5;

/** The portraits that the goal is for. */
export function* toPortraits(seed: number, count: number): Generator<DrawnFace> {
	for (const portrait of drawPortraits(seed, count, SUNGLASSES_SHARE)) {
		const { picture, placed, hasSunglasses } = portrait;
		const { beard, glasses } = placed.who;
		const truth = toTruth(placed, {
			Beard: beard.jaw > 0,
			Mustache: beard.lip > 0,
			Eyeglasses: glasses !== undefined && !hasSunglasses,
			Sunglasses: hasSunglasses,
		});
		yield { picture, placed, truth };
	}
}

/** Heads in every light, with hair and eyewear of many kinds. */
export function* toHeads(seed: number, count: number): Generator<DrawnFace> {
	const OF_EACH = 5;
	for (const { picture, placed, truth } of drawHeads(seed, Math.ceil(count / OF_EACH), OF_EACH))
		yield {
			picture,
			placed,
			truth: toTruth(placed, {
				Beard: truth.beard,
				Mustache: truth.mustache,
				Eyeglasses: truth.eyeglasses,
				Sunglasses: truth.sunglasses,
			}),
		};
}

const toTruth = ({ look: { smile, open, eyes } }: Placed, rest: Truth): Truth => ({
	...rest,
	...(rest.Sunglasses ? {} : { EyesOpen: eyes > 0 }),
	...(open <= HALF && (smile === 0 || smile >= HALF) ? { Smile: smile > 0 } : {}),
	...(open === 0 || open >= HALF ? { MouthOpen: open > 0 } : {}),
});

const CANVAS_PX = 512;
const GREY = 128;
const FOUND_IOU = 0.4;

/** Reads a drawn face in the middle of a picture that both detectors take as it is. */
export const readDrawn = async (
	reader: Detector,
	{ picture, placed, truth }: DrawnFace,
): Promise<Told | undefined> => {
	const frame = toFrame(picture);
	const { Left = 0, Top = 0, Width = 0, Height = 0 } = faceBox(placed, picture);
	const [widthShare, heightShare] = [picture.widthPx / CANVAS_PX, picture.heightPx / CANVAS_PX];
	const expected = {
		Left: startOf(picture.widthPx) / CANVAS_PX + Left * widthShare,
		Top: startOf(picture.heightPx) / CANVAS_PX + Top * heightShare,
		Width: Width * widthShare,
		Height: Height * heightShare,
	};
	const faces = await reader.detect(frame);
	const face = faces.find(({ BoundingBox = {} }) => iou(BoundingBox, expected) > FOUND_IOU);
	return face && { face, truth, facePx: sizeOf(face, CANVAS_PX, CANVAS_PX) };
};

/** The long side of a face's box. */
export const sizeOf = ({ BoundingBox }: FaceDetail, widthPx: number, heightPx: number): number =>
	Math.max((BoundingBox?.Width ?? 0) * widthPx, (BoundingBox?.Height ?? 0) * heightPx);

const startOf = (sizePx: number): number => Math.floor((CANVAS_PX - sizePx) / 2);

const toFrame = ({ widthPx, heightPx, cut }: Picture): Frame => {
	const piece = cut({ a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 }, widthPx, heightPx);
	const planes = new Uint8Array(3 * CANVAS_PX ** 2).fill(GREY);
	for (const [plane, channel] of [1, 2, 0].entries())
		for (let y = 0; y < heightPx - 1; y += 1) {
			const from = (channel * heightPx + y) * widthPx;
			const to = (plane * CANVAS_PX + startOf(heightPx) + y) * CANVAS_PX + startOf(widthPx);
			// The last row and column of a cut lie between the picture and nothing.
			planes.set(piece.subarray(from, from + widthPx - 1), to);
		}
	const size = { widthPx: CANVAS_PX, heightPx: CANVAS_PX };
	return {
		...size,
		paddedWidthPx: CANVAS_PX,
		paddedHeightPx: CANVAS_PX,
		timestampMillis: 0,
		planes,
	};
};
