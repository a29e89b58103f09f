import assert from "node:assert/strict";
import { type HardFrame, makeHardFrames, SIZES_PX } from "../support/hardFrames.ts";

const make = (seed: number): readonly HardFrame[] => [...makeHardFrames(seed, 2)];

const facesOf = (seed: number) => make(seed).map(({ faces }) => faces);

const drawDark = (seed: number): Uint8Array => {
	const frame = make(seed).find(({ condition }) => condition === "dark");
	assert.ok(frame);
	const rgb = frame.draw();
	assert.equal(rgb.length, frame.widthPx * frame.heightPx * 3);
	return rgb;
};

describe("frames that are hard for detectors", () => {
	it("show whole faces of the sizes they are made for", () => {
		const frames = make(1);
		assert.equal(frames.length, 7 * SIZES_PX.length * 2);
		for (const { faces, heightPx, sizePx } of frames) {
			assert.ok(faces.length > 0);
			for (const { BoundingBox, partial } of faces) {
				const facePx = (BoundingBox.Height ?? 0) * heightPx;
				assert.ok(facePx > sizePx[0] - 0.01 && facePx < sizePx[1] + 0.01, `${facePx} px`);
				assert.equal(partial, undefined);
			}
		}
	});

	it("are the same for the same seed, and others for another", () => {
		assert.deepEqual(facesOf(1), facesOf(1));
		assert.notDeepEqual(facesOf(1), facesOf(2));
	});

	it("are drawn the same for the same seed", () => {
		assert.deepEqual(drawDark(1), drawDark(1));
	});
});
