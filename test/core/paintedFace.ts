import type { Landmark } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { toFaceCut } from "../../src/core/faceCut.ts";
import type { FaceCut } from "../../src/core/faceCut.ts";

export type Colour = readonly [red: number, green: number, blue: number];

export const SKIN: Colour = [200, 150, 125];
const PICTURE = { widthPx: 120, heightPx: 140 };
const PLACES = [
	["eyeLeft", 36, 34],
	["eyeRight", 76, 34],
	["nose", 56, 57],
	["mouthLeft", 41, 80],
	["mouthRight", 71, 80],
	["mouthUp", 56, 76],
	["mouthDown", 56, 86],
	["chinBottom", 56, 112],
] as const;

/** The landmarks of a face that stands straight, further down in the picture. */
export const landmarksBelow = (downPx = 0): readonly Landmark[] =>
	PLACES.map(([Type, x, y]) => ({
		Type,
		X: (x + 0.5) / PICTURE.widthPx,
		Y: (y + downPx + 0.5) / PICTURE.heightPx,
	}));

export const cutBelow = (downPx = 0): FaceCut => {
	const cut = toFaceCut(landmarksBelow(downPx), PICTURE);
	assert.ok(cut);
	return cut;
};

/** The piece of a face whose every point has the colour that is asked for; y counts in the measured face. */
export const paint = (cut: FaceCut, colourAt: (y: number, x: number) => Colour): Uint8Array => {
	const size = cut.widthPx * cut.heightPx;
	const piece = new Uint8Array(3 * size);
	for (let i = 0; i < size; i += 1) {
		const x = (i % cut.widthPx) / cut.fineness;
		const colour = colourAt(Math.floor(i / cut.widthPx) / cut.fineness, x);
		for (const [plane, value] of colour.entries()) piece[plane * size + i] = value;
	}
	return piece;
};
