import type { Attribute, FaceDetail } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import {
	needsAll,
	pickAttributes,
	toComparedFace,
	toLargestFirst,
} from "../../src/core/faceDetails.ts";

const FACE = {
	BoundingBox: { Left: 0, Top: 0, Width: 0.1, Height: 0.1 },
	Confidence: 99,
	Landmarks: [
		{ Type: "eyeLeft", X: 0.1, Y: 0.1 },
		{ Type: "nose", X: 0.2, Y: 0.2 },
		{ Type: "leftPupil", X: 0.1, Y: 0.1 },
	],
	Pose: { Yaw: 0, Pitch: 0, Roll: 0 },
	Quality: { Brightness: 50, Sharpness: 50 },
	AgeRange: { Low: 20, High: 30 },
	Smile: { Value: true, Confidence: 90 },
	Eyeglasses: { Value: false, Confidence: 90 },
	Sunglasses: { Value: false, Confidence: 90 },
	Beard: { Value: false, Confidence: 90 },
	Mustache: { Value: false, Confidence: 90 },
	EyesOpen: { Value: true, Confidence: 90 },
	MouthOpen: { Value: true, Confidence: 90 },
	Gender: { Value: "Female", Confidence: 90 },
	Emotions: [{ Type: "HAPPY", Confidence: 90 }],
	FaceOccluded: { Value: false, Confidence: 90 },
	EyeDirection: { Yaw: 0, Pitch: 0, Confidence: 90 },
} satisfies FaceDetail;

const DEFAULT = ["BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"];

const namesOf = (attributes?: readonly Attribute[]) =>
	Object.keys(pickAttributes(FACE, attributes)).toSorted();

describe("the attributes of a face", () => {
	it("are the default five where nothing is asked for", () => {
		for (const attributes of [undefined, [], ["DEFAULT"]] as const) {
			assert.deepEqual(namesOf(attributes), DEFAULT);
			assert.equal(needsAll(attributes), false);
		}
	});

	it("are all with ALL, whatever else is said", () => {
		for (const attributes of [["ALL"], ["ALL", "DEFAULT"], ["GENDER", "ALL"]] as const) {
			assert.deepEqual(pickAttributes(FACE, attributes), FACE);
			assert.ok(needsAll(attributes));
		}
	});

	const single = [
		["AGE_RANGE", "AgeRange"],
		["BEARD", "Beard"],
		["EMOTIONS", "Emotions"],
		["EYE_DIRECTION", "EyeDirection"],
		["EYEGLASSES", "Eyeglasses"],
		["EYES_OPEN", "EyesOpen"],
		["FACE_OCCLUDED", "FaceOccluded"],
		["GENDER", "Gender"],
		["MOUTH_OPEN", "MouthOpen"],
		["MUSTACHE", "Mustache"],
		["SMILE", "Smile"],
		["SUNGLASSES", "Sunglasses"],
	] as const;
	it("are the default five and each that is named", () => {
		for (const [attribute, member] of single) {
			assert.deepEqual(namesOf([attribute]), [...DEFAULT, member].toSorted());
			assert.ok(needsAll([attribute]));
		}
		assert.deepEqual(namesOf(["GENDER", "SMILE"]), [...DEFAULT, "Gender", "Smile"].toSorted());
	});

	it("have the landmarks of the default set only, unless ALL is asked for", () => {
		assert.deepEqual(
			pickAttributes(FACE, ["GENDER"]).Landmarks?.map(({ Type }) => Type),
			["eyeLeft", "nose"],
		);
		assert.equal(pickAttributes(FACE, ["ALL"]).Landmarks?.length, 3);
	});

	it("are left out where they are not known", () => {
		assert.deepEqual(pickAttributes({ Confidence: 1, Gender: undefined }, ["GENDER"]), {
			Confidence: 1,
		});
	});

	it("of a compared face are the default five, the smile and the emotions", () => {
		assert.deepEqual(
			Object.keys(toComparedFace(FACE)).toSorted(),
			[...DEFAULT, "Emotions", "Smile"].toSorted(),
		);
	});
});

const sized = (Width: number, name: number) => ({
	face: { BoundingBox: { Width, Height: 0.1 } },
	name,
});

describe("the faces of an image", () => {
	it("come with the largest first, of equals the first", () => {
		const faces = [sized(0.1, 0), sized(0.3, 1), sized(0.1, 2), sized(0.2, 3)];
		assert.deepEqual(
			toLargestFirst(faces).map(({ name }) => name),
			[1, 3, 0, 2],
		);
	});

	it("are the hundred largest", () => {
		const faces = Array.from({ length: 150 }, (_, i) => sized(i, i));
		const names = toLargestFirst(faces).map(({ name }) => name);
		assert.deepEqual([names.length, names[0], names.at(-1)], [100, 149, 50]);
	});
});
