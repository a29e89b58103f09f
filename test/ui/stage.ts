import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { BoundingBox } from "@aws-sdk/client-rekognition";
import type { Locator } from "playwright-core";
import type { SampleTruth } from "../../scripts/sample/truth.ts";
import { iou } from "../../src/core/boxes.ts";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { eventually } from "./eventually.ts";
import { type Painted, toBoxes } from "./strokes.ts";
import type { Workbench } from "./workbench.ts";

/** What these tests use of the browser, whose own types are not among the tests' types. */
interface Video {
	readonly paused: boolean;
	currentTime: number;
	muted: boolean;
	readonly play: () => Promise<void>;
	readonly pause: () => void;
	readonly requestVideoFrameCallback: (
		callback: (now: number, frame: { readonly mediaTime: number }) => void,
	) => void;
}
interface Canvas {
	readonly width: number;
	readonly height: number;
	readonly getContext: (kind: "2d") => {
		readonly getImageData: (...area: readonly number[]) => { readonly data: Uint8ClampedArray };
	};
}
interface StageElement {
	readonly querySelector: ((name: "video") => Video) & ((name: "canvas") => Canvas);
}

/** The colour of the boxes in player.css. */
const RGB = [0x37, 0xd6, 0x7a] as const;
const COLOUR_TOLERANCE = 12;

/** The player in the visible panel, as somebody sees it who knows where the faces are. */
export interface Stage {
	readonly seek: (seconds: number) => Promise<void>;
	readonly play: () => Promise<void>;
	readonly pause: () => Promise<void>;
	/** What is drawn over the frame on the screen; while the video plays, over the next one. */
	readonly look: () => Promise<{ readonly seconds: number; readonly painted: Painted }>;
	/** What a screenshot shows of the boxes. */
	readonly photograph: () => Promise<Painted>;
}

export const toStage = ({ webview }: Pick<Workbench, "webview">): Stage => {
	const stage = (): Locator => webview().locator("#stage");
	return {
		seek: (seconds) =>
			stage().evaluate((element: StageElement, to) => {
				element.querySelector("video").currentTime = to;
			}, seconds),
		play: () =>
			stage().evaluate((element: StageElement) => {
				element.querySelector("video").muted = true;
				return element.querySelector("video").play();
			}),
		pause: () =>
			stage().evaluate((element: StageElement) => element.querySelector("video").pause()),
		look: () => stage().evaluate(lookAtStage, { rgb: RGB, tolerance: COLOUR_TOLERANCE }),
		photograph: async () => toPainted(await stage().screenshot()),
	};
};

/** Runs in the page. */
const lookAtStage = async (
	element: StageElement,
	{ rgb, tolerance }: { readonly rgb: readonly number[]; readonly tolerance: number },
) => {
	const video = element.querySelector("video");
	const seconds = video.paused
		? video.currentTime
		: await new Promise<number>((resolve) => {
				video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime));
			});
	const canvas = element.querySelector("canvas");
	const { width: widthPx, height: heightPx } = canvas;
	const { data } = canvas.getContext("2d").getImageData(0, 0, widthPx, heightPx);
	const pixels: number[] = [];
	for (let at = 0; at < data.length; at += 4) {
		if ((data[at + 3] ?? 0) < 128) continue;
		if (rgb.every((value, i) => Math.abs((data[at + i] ?? 0) - value) <= tolerance))
			pixels.push(at / 4);
	}
	return { seconds, painted: { widthPx, heightPx, pixels } };
};

/** Where a PNG keeps its width and height. */
const PNG_SIZE_BYTES = [16, 20] as const;

const toPainted = (png: Buffer): Painted => {
	const [widthPx = 0, heightPx = 0] = PNG_SIZE_BYTES.map((at) => png.readUInt32BE(at));
	const { stdout: data } = spawnSync(
		findFfmpeg(),
		["-v", "error", "-i", "-", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
		{ input: png, maxBuffer: widthPx * heightPx * 3 + 1 },
	);
	assert.equal(data.length, widthPx * heightPx * 3);
	const isPainted = (pixel: number) =>
		RGB.every((value, i) => Math.abs((data[pixel * 3 + i] ?? 0) - value) <= COLOUR_TOLERANCE);
	const pixels = Array.from({ length: widthPx * heightPx }, (_, pixel) => pixel).filter(isPainted);
	return { widthPx, heightPx, pixels };
};

/** What the detector and the truth call a face agrees better than this wherever the tests look. */
const SAME_FACE_IOU = 0.65;

const isSame = (box: BoundingBox, face: BoundingBox): boolean => iou(box, face) >= SAME_FACE_IOU;

/** Each face of the truth has its box, and each box its face; one that is partly outside may have one or not. */
export const assertBoxes = (
	painted: Painted,
	truth: SampleTruth,
	timestampMillis: number,
): void => {
	const boxes = toBoxes(painted, truth);
	const frame = truth.frames.findLast((each) => each.timestampMillis <= timestampMillis);
	const faces = frame?.faces ?? [];
	const missed = faces.filter(
		({ partial, BoundingBox: face }) => !partial && !boxes.some((box) => isSame(box, face)),
	);
	const additional = boxes.filter(
		(box) => !faces.some(({ BoundingBox: face }) => isSame(box, face)),
	);
	const told = `at ${timestampMillis} ms: ${JSON.stringify({ boxes, faces })}`;
	assert.deepEqual({ missed, additional }, { missed: [], additional: [] }, told);
};

/** Into the frame that begins at a time, so that what is shown does not hang on rounding. */
const INTO_FRAME_SECONDS = 0.02;

/** Seeks, and waits until the boxes are those of the people at that moment; names them. */
export const seeFaces = async (
	stage: Stage,
	truth: SampleTruth,
	seconds: number,
): Promise<readonly string[]> => {
	await stage.seek(seconds + INTO_FRAME_SECONDS);
	await eventually(async () => {
		const { painted } = await stage.look();
		assert.ok(painted.pixels.length > 0, "nothing is drawn");
		assertBoxes(painted, truth, seconds * 1000);
	});
	const frame = truth.frames.findLast(({ timestampMillis }) => timestampMillis <= seconds * 1000);
	return (frame?.faces ?? []).filter(({ partial }) => !partial).map(({ identity }) => identity);
};
