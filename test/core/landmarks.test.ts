import assert from "node:assert/strict";
import type { LandmarkType } from "@aws-sdk/client-rekognition";
import { centerOf, toLandmarks } from "../../src/core/landmarks.ts";
import { makeSixtyEightPoints } from "./sixtyEightPoints.ts";

const found = new Map(
	toLandmarks(makeSixtyEightPoints()).map((landmark) => [landmark.Type, landmark]),
);

const at = (type: LandmarkType) => {
	const { X, Y } = found.get(type) ?? {};
	assert.ok(X !== undefined && Y !== undefined, type);
	return { X, Y };
};

const assertRising = (coordinate: "X" | "Y", types: readonly LandmarkType[]): void => {
	for (const [index, type] of types.slice(1).entries()) {
		const before = types[index];
		assert.ok(before !== undefined);
		assert.ok(at(before)[coordinate] < at(type)[coordinate], `${before} before ${type}`);
	}
};

describe("Rekognition's landmarks of 68 points", () => {
	it("are thirty, each of a type of its own", () => {
		assert.equal(toLandmarks(makeSixtyEightPoints()).length, 30);
		assert.equal(found.size, 30);
	});

	it("go from left to right in the picture", () => {
		assertRising("X", ["leftEyeBrowLeft", "leftEyeBrowUp", "leftEyeBrowRight"]);
		assertRising("X", ["leftEyeBrowRight", "rightEyeBrowLeft", "rightEyeBrowUp"]);
		assertRising("X", ["rightEyeBrowUp", "rightEyeBrowRight"]);
		assertRising("X", ["leftEyeLeft", "eyeLeft", "leftEyeRight", "nose"]);
		assertRising("X", ["nose", "rightEyeLeft", "eyeRight", "rightEyeRight"]);
		assertRising("X", ["noseLeft", "nose", "noseRight"]);
		assertRising("X", ["mouthLeft", "mouthUp", "mouthRight"]);
		assertRising("X", ["upperJawlineLeft", "midJawlineLeft", "chinBottom"]);
		assertRising("X", ["chinBottom", "midJawlineRight", "upperJawlineRight"]);
	});

	it("go from brow to chin", () => {
		assertRising("Y", ["leftEyeBrowUp", "leftEyeUp", "eyeLeft", "leftEyeDown", "nose"]);
		assertRising("Y", ["rightEyeBrowUp", "rightEyeUp", "eyeRight", "rightEyeDown", "nose"]);
		assertRising("Y", ["nose", "mouthUp", "mouthLeft", "mouthDown", "chinBottom"]);
		assertRising("Y", ["upperJawlineRight", "midJawlineRight", "chinBottom"]);
	});

	it("have each pupil in the middle of its lids", () => {
		for (const [pupil, eye, up, down] of [
			["leftPupil", "eyeLeft", "leftEyeUp", "leftEyeDown"],
			["rightPupil", "eyeRight", "rightEyeUp", "rightEyeDown"],
		] as const) {
			assert.deepEqual(at(pupil), at(eye));
			assert.ok(Math.abs(at(up).X - at(pupil).X) < 1e-9);
			assert.ok(Math.abs((at(up).Y + at(down).Y) / 2 - at(pupil).Y) < 1e-9);
		}
	});

	it("are refused for another number of points", () => {
		assert.throws(() => toLandmarks(makeSixtyEightPoints().slice(1)), /68 points, not 67/u);
	});
});

describe("the middle of a part of the face", () => {
	it("is the mean of its points", () => {
		for (const [part, x, y] of [
			["leftEye", 0.36, 0.42],
			["rightEye", 0.64, 0.42],
			["mouth", 0.5, 0.74],
		] as const) {
			const center = centerOf(makeSixtyEightPoints(), part);
			assert.ok(Math.hypot(center.x - x, center.y - y) < 1e-9);
		}
	});
});
