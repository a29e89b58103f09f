import type { BoundingBox } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { faceBox } from "../../scripts/sample/truth.ts";
import { toQuality } from "../../src/core/quality.ts";
import type { Frame } from "../../src/local/frame.ts";
import { toPicture } from "../../src/local/picture.ts";
import { drawFrame, place } from "../local/drawnFrame.ts";
import { blurFrame } from "../support/blur.ts";

const FRAME = { widthPx: 640, heightPx: 360, paddedWidthPx: 640, paddedHeightPx: 384 };
const NAMES = ["ada", "bruno", "clara", "dev", "esi"] as const;

const SMALL = { widthPx: 192, heightPx: 192, paddedWidthPx: 192, paddedHeightPx: 192 };

const draw = (name: (typeof NAMES)[number], height: number, size = FRAME) => {
	const shown = place(name, [0.5, 0.5], height);
	const detector = {
		modelName: "none",
		toFrameSize: () => size,
		detect: () => Promise.resolve([]),
	};
	return { frame: drawFrame(detector, [shown]), box: faceBox(shown, size) };
};

const qualityOf = (frame: Frame, box: BoundingBox) => toQuality(box, toPicture(frame));

/** A frame in which each pixel has a level of gray. */
const paint = (toLevel: (x: number, y: number) => number): Frame => ({
	...SMALL,
	timestampMillis: 0,
	planes: Uint8Array.from({ length: 3 * SMALL.widthPx * SMALL.heightPx }, (_, i) =>
		toLevel(i % SMALL.widthPx, Math.floor(i / SMALL.widthPx) % SMALL.heightPx),
	),
});

/** A square of that frame. */
const squareAt = (leftPx: number, topPx: number, sizePx: number): BoundingBox => ({
	Left: leftPx / SMALL.widthPx,
	Top: topPx / SMALL.heightPx,
	Width: sizePx / SMALL.widthPx,
	Height: sizePx / SMALL.heightPx,
});

const darken = (frame: Frame, share: number): Frame => ({
	...frame,
	planes: frame.planes.map((value) => Math.round(value * share)),
});

const assertFalling = (values: readonly number[]): void => {
	for (const [i, value] of values.entries())
		assert.ok(i === 0 || value < (values[i - 1] ?? 0), values.join(" "));
};

describe("the quality of a face", () => {
	for (const name of NAMES)
		it(`is that of a good photograph for ${name} in the light and in focus`, () => {
			const { frame, box } = draw(name, 0.5);
			const { Brightness, Sharpness } = qualityOf(frame, box);
			assert.ok(Brightness > 25 && Brightness < 83, `Brightness ${Brightness}`);
			assert.ok(Sharpness > 67 && Sharpness < 99.96, `Sharpness ${Sharpness}`);
		});

	it("is less bright the darker it is, and as sharp as before", () => {
		const { frame, box } = draw("dev", 0.5);
		const qualities = [1, 0.8, 0.6, 0.4, 0.2, 0.1, 0.05, 0].map((share) =>
			qualityOf(darken(frame, share), box),
		);
		assertFalling(qualities.map(({ Brightness }) => Brightness));
		assert.equal(qualities.at(-1)?.Brightness, 0);
		const [sharp] = qualities;
		for (const { Sharpness } of qualities.slice(0, -1))
			assert.ok(Math.abs(Sharpness - (sharp?.Sharpness ?? 0)) < 2, `Sharpness ${Sharpness}`);
	});

	it("is less sharp the more it is blurred, and as bright as before", () => {
		for (const name of ["ada", "esi"] as const) {
			const { frame, box } = draw(name, 0.95, SMALL);
			const qualities = [0, 0.5, 1, 1.5, 2, 3, 4, 6, 9].map((sigmaPx) =>
				qualityOf(blurFrame(frame, sigmaPx), box),
			);
			assertFalling(qualities.map(({ Sharpness }) => Sharpness));
			assert.ok((qualities.at(-1)?.Sharpness ?? 100) < 15);
			const [bright, ...others] = qualities.map(({ Brightness }) => Brightness);
			for (const other of others) assert.ok(Math.abs(other - (bright ?? 0)) < 3);
		}
	});

	it("depends little on the size of a face that is large enough", () => {
		const qualities = [0.3, 0.45, 0.6, 0.9].map((height) => {
			const { frame, box } = draw("ada", height);
			return qualityOf(frame, box);
		});
		for (const member of ["Brightness", "Sharpness"] as const) {
			const values = qualities.map((quality) => quality[member]);
			assert.ok(Math.max(...values) - Math.min(...values) < 5, `${member} ${values.join(" ")}`);
		}
	});

	it("is less sharp for a face of a few pixels", () => {
		const sharpness = [0.3, 0.1, 0.06, 0.04].map((height) => {
			const { frame, box } = draw("dev", height);
			return qualityOf(frame, box).Sharpness;
		});
		assertFalling(sharpness);
	});

	it("is within bounds for plain faces and for noise", () => {
		for (const sizePx of [1, 30, 100, 190]) {
			const box = squareAt(1, 1, sizePx);
			assert.deepEqual(
				qualityOf(
					paint(() => 0),
					box,
				),
				{ Brightness: 0, Sharpness: 0 },
			);
			const white = qualityOf(
				paint(() => 255),
				box,
			);
			assert.ok(Math.abs(white.Brightness - 100) < 1e-3);
			assert.equal(white.Sharpness, 0);
		}
		const checks = paint((x, y) => ((x + y) % 2) * 255);
		const { Sharpness } = qualityOf(checks, squareAt(10, 10, 48));
		assert.ok(Sharpness > 99 && Sharpness <= 100);
	});

	it("looks at the middle of the face, also of one that is higher than wide", () => {
		const lit = paint((x, y) => (x >= 64 && x < 128 && y >= 32 && y < 160 ? 255 : 0));
		const bright = (box: BoundingBox): number => Math.round(qualityOf(lit, box).Brightness);
		assert.equal(bright(squareAt(64, 64, 64)), 100);
		assert.equal(bright(squareAt(128, 64, 64)), 0);
		assert.equal(bright(squareAt(96, 64, 64)), 50);
		const narrow = { ...squareAt(64, 32, 128), Width: 64 / SMALL.widthPx };
		assert.ok(bright(narrow) > 60 && bright(narrow) < 100);
	});

	it("takes what lies outside the picture for black", () => {
		const white = paint(() => 255);
		for (const leftPx of [-80, 112]) {
			const { Brightness } = qualityOf(white, squareAt(leftPx, 16, 160));
			assert.ok(Math.abs(Brightness - 50) < 3, `Brightness ${Brightness}`);
		}
		assert.equal(qualityOf(white, squareAt(300, -400, 100)).Brightness, 0);
		assert.equal(qualityOf(white, squareAt(-300, 20, 100)).Brightness, 0);
	});
});
