import type { BoundingBox } from "@aws-sdk/client-rekognition";
import { areaOf, toBox } from "../../src/core/boxes.ts";
import { clamp } from "./maths.ts";
import type { Placed } from "./person.ts";
import { poseHead, type PictureSize } from "./pose.ts";
import type { Point } from "./solids.ts";

/** A face that was drawn. */
export interface TrueFace {
	readonly identity: string;
	readonly BoundingBox: BoundingBox;
	/** Too far out of the picture for anybody to be blamed for missing it, or praised for finding it. */
	readonly partial?: true;
}

interface TrueFrame {
	readonly timestampMillis: number;
	readonly faces: readonly TrueFace[];
}

/** What is in the sample video, frame by frame. */
export interface SampleTruth extends PictureSize {
	/** A digest of the generator and its parameters. */
	readonly madeFrom: string;
	readonly framesPerSecond: number;
	readonly durationMillis: number;
	readonly frames: readonly TrueFrame[];
}

/** The share of a face that must be in the picture for it to count. */
const countsFrom = 0.9;

/** The faces of a picture, with the part of their boxes that is in it. */
export const trueFaces = (people: readonly Placed[], size: PictureSize): readonly TrueFace[] =>
	people.flatMap((placed): readonly TrueFace[] => {
		const whole = faceBox(placed, size);
		const box = clip(whole);
		if (areaOf(box) === 0) return [];
		const face = { identity: placed.who.name, BoundingBox: box };
		return [areaOf(box) < countsFrom * areaOf(whole) ? { ...face, partial: true } : face];
	});

/** From chin to hairline, from ear to ear, as far as they are seen: what detectors call a face. */
export const faceBox = (placed: Placed, size: PictureSize): BoundingBox => {
	const { project } = poseHead(placed, size);
	const points = outline(placed).map((point) => project(...point));
	const across = points.map(([x]) => x / size.widthPx);
	const down = points.map(([, y]) => y / size.heightPx);
	return toBox({
		left: Math.min(...across),
		top: Math.min(...down),
		right: Math.max(...across),
		bottom: Math.max(...down),
	});
};

const outline = ({ who: { face } }: Placed): readonly Point[] => {
	const half: readonly Point[] = [
		[0, 0.6, 0.6],
		[0, -0.97 * face.chin, 0.48],
		[0, -0.26, 0.9],
		[0.64 * face.width, 0.2, 0.14],
		[0.64 * face.width, -0.15, 0.14],
		[0.52 * face.jaw, -0.55, 0.14],
		[0.5 * face.width, -0.2, 0.5],
		[0.46 * face.width, 0.28, 0.5],
	];
	return half.flatMap(([x, y, z]): readonly Point[] => [
		[x, y, z],
		[-x, y, z],
	]);
};

const clip = ({ Left = 0, Top = 0, Width = 0, Height = 0 }: BoundingBox): BoundingBox =>
	toBox({
		left: clamp(Left),
		top: clamp(Top),
		right: clamp(Left + Width),
		bottom: clamp(Top + Height),
	});
