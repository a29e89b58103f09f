import assert from "node:assert/strict";
import { faceBox } from "../../scripts/sample/truth.ts";
import { toQuality, toQualityCut } from "../../src/core/quality.ts";
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

const qualityOf = (frame: Frame, box: ReturnType<typeof faceBox>) => {
	const picture = toPicture(frame);
	const { toPicture: affine, sizePx } = toQualityCut(box, picture);
	return toQuality(picture.cut(affine, sizePx, sizePx));
};

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

	it("is within bounds for plain pieces and for noise", () => {
		const { sizePx } = toQualityCut({ Left: 0, Top: 0, Width: 1, Height: 1 }, FRAME);
		const [black, white] = [0, 255].map((value) =>
			toQuality(new Uint8Array(3 * sizePx ** 2).fill(value)),
		);
		assert.deepEqual(black, { Brightness: 0, Sharpness: 0 });
		assert.ok(Math.abs((white?.Brightness ?? 0) - 100) < 1e-3);
		assert.equal(white?.Sharpness, 0);
		const checks = Uint8Array.from(
			{ length: 3 * 48 ** 2 },
			(_, i) => ((i + (i % 96 > 47 ? 1 : 0)) % 2) * 255,
		);
		const { Sharpness } = toQuality(checks);
		assert.ok(Sharpness > 99 && Sharpness <= 100);
	});

	it("is asked of a piece of the right size only", () => {
		assert.throws(() => toQuality(new Uint8Array(3 * 50 ** 2)), /toQualityCut/);
	});

	it("looks at the middle of the face", () => {
		const box = { Left: 0.25, Top: 0.5, Width: 0.1, Height: 0.2 };
		const { toPicture: affine, sizePx } = toQualityCut(box, FRAME);
		const middle = (sizePx - 1) / 2;
		assert.ok(Math.abs(affine.a * middle + affine.c - (0.3 * 640 - 0.5)) < 1e-9);
		assert.ok(Math.abs(affine.e * middle + affine.f - (0.6 * 360 - 0.5)) < 1e-9);
		assert.equal(affine.a * sizePx, 72);
	});
});
