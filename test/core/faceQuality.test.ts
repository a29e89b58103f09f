import type { FaceDetail, QualityFilter } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { toQualityReasons } from "../../src/core/faceQuality.ts";

const PICTURE = { widthPx: 1000, heightPx: 500 };
const FILTERS = ["NONE", "AUTO", "LOW", "MEDIUM", "HIGH"] as const;

const GOOD = {
	BoundingBox: { Left: 0.4, Top: 0.4, Width: 0.1, Height: 0.2 },
	Confidence: 95,
	Pose: { Yaw: 5, Pitch: -10, Roll: 170 },
	Quality: { Brightness: 60, Sharpness: 80 },
} satisfies FaceDetail;

const toReasons = (more: FaceDetail, filter: QualityFilter = "AUTO") =>
	toQualityReasons({ ...GOOD, ...more }, filter, PICTURE);

describe("the quality filter", () => {
	it("passes a good face, however it leans", () => {
		for (const filter of FILTERS) assert.deepEqual(toReasons({}, filter), [], filter);
	});

	it("says everything that is wrong with a face", () => {
		assert.deepEqual(
			toReasons({
				BoundingBox: { Width: 0.019, Height: 0.2 },
				Confidence: 10,
				Pose: { Yaw: -75 },
				Quality: { Brightness: 1, Sharpness: 5 },
			}),
			["EXTREME_POSE", "LOW_BRIGHTNESS", "LOW_SHARPNESS", "LOW_CONFIDENCE", "SMALL_BOUNDING_BOX"],
		);
	});

	it("measures the shorter side in pixels", () => {
		assert.deepEqual(toReasons({ BoundingBox: { Width: 0.5, Height: 0.039 } }), [
			"SMALL_BOUNDING_BOX",
		]);
		assert.deepEqual(toReasons({ BoundingBox: { Width: 0.02, Height: 0.04 } }), []);
	});

	it("looks at up and down, too", () => {
		assert.deepEqual(toReasons({ Pose: { Pitch: 50 } }), ["EXTREME_POSE"]);
		assert.deepEqual(toReasons({ Pose: { Pitch: -50 } }), ["EXTREME_POSE"]);
	});

	it("lets everything pass with NONE, and by itself", () => {
		const bad = { Confidence: 0, BoundingBox: {} };
		assert.deepEqual(toReasons(bad, "NONE"), []);
		assert.deepEqual(toQualityReasons(bad, undefined, PICTURE), []);
	});

	it("wants more with each step, and with AUTO what LOW wants", () => {
		const faces: readonly FaceDetail[] = [
			...[10, 30, 50, 60, 75, 90].map((Confidence) => ({ Confidence })),
			...[2, 6, 15, 30].map((Brightness) => ({ Quality: { ...GOOD.Quality, Brightness } })),
			...[10, 25, 35, 60].map((Sharpness) => ({ Quality: { ...GOOD.Quality, Sharpness } })),
			...[20, 30, 45, 70].map((Yaw) => ({ Pose: { Yaw } })),
			...[0.01, 0.025, 0.04, 0.06].map((Width) => ({ BoundingBox: { Width, Height: 1 } })),
		];
		const passing = (filter: QualityFilter) =>
			faces.filter((face) => !toReasons(face, filter).length).length;
		assert.deepEqual(passing("AUTO"), passing("LOW"));
		assert.ok(passing("NONE") > passing("LOW"));
		assert.ok(passing("LOW") > passing("MEDIUM"));
		assert.ok(passing("MEDIUM") > passing("HIGH"));
	});

	it("does not hold against a face what nobody knows", () => {
		assert.deepEqual(toQualityReasons({ BoundingBox: GOOD.BoundingBox }, "HIGH", PICTURE), []);
	});
});
