import type { FaceDetail } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import type { Detector } from "../../src/local/detector.ts";
import { openNetworks } from "../../src/local/faceNetworks.ts";
import { createFaceReader } from "../../src/local/faceReader.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { createSsd } from "../../src/local/ssd.ts";
import { type BuiltModels, createBuiltModels } from "./builtModels.ts";
import { drawFrame, place } from "./drawnFrame.ts";

const VERDICTS = [
	"Beard",
	"Mustache",
	"Eyeglasses",
	"Sunglasses",
	"EyesOpen",
	"MouthOpen",
	"Smile",
] as const;

const confidencesOf = (face: FaceDetail): readonly number[] =>
	VERDICTS.map((name) => face[name]?.Confidence ?? NaN);

describe("all attributes of a face, by the built-in networks", () => {
	let models: BuiltModels;
	let reader: Detector;

	before(async () => {
		models = await createBuiltModels();
		const load = async (name: string) => ({
			entry: findModelEntry(name),
			bytes: await models.read(name),
		});
		const networks = await openNetworks({
			landmarks68: await load("landmarks68"),
			expression: await load("expression"),
			ageGender: await load("ageGender"),
		});
		reader = createFaceReader(await createSsd(await models.read("ssd")), networks);
	});
	after(() => models[Symbol.asyncDispose]());

	const read = async (shown: ReturnType<typeof place>, light = 1): Promise<FaceDetail> => {
		const frame = drawFrame(reader, [shown]);
		const planes = frame.planes.map((value) => value * light);
		const [face] = await reader.detect({ ...frame, planes });
		assert.ok(face);
		return face;
	};

	it("tell hair and glasses of the sample's people, and are sure of them", async () => {
		for (const [name, expected] of [
			["ada", [false, false, false, false, true]],
			["bruno", [true, true, false, false, true]],
			["clara", [false, false, true, false, true]],
		] as const) {
			const face = await read(place(name, [0.5, 0.5], 0.7));
			const { Beard, Mustache, Eyeglasses, Sunglasses, EyesOpen } = face;
			const told = [Beard, Mustache, Eyeglasses, Sunglasses, EyesOpen];
			assert.deepEqual(
				told.map((verdict) => verdict?.Value),
				expected,
				name,
			);
			for (const verdict of told) assert.ok((verdict?.Confidence ?? 0) > 65, name);
		}
	});

	for (const [what, shown, light] of [
		["tiny", place("bruno", [0.5, 0.5], 0.08), 1],
		["dark", place("ada", [0.5, 0.5], 0.7), 0.1],
		["cut in half by the edge", place("bruno", [0, 0.5], 0.9), 1],
	] as const)
		it(`are next to guesses for a face that is ${what}`, async () => {
			for (const [i, confidence] of confidencesOf(await read(shown, light)).entries())
				assert.ok(confidence >= 50 && confidence < 68, `${VERDICTS[i]} ${confidence}`);
		});

	it("do not make a beard of the edge that cuts off a chin", async () => {
		for (const name of ["ada", "clara"] as const) {
			for (const down of [0.7, 0.74, 0.78]) {
				const { Beard } = await read(place(name, [0.5, down], 0.8));
				assert.equal(Beard?.Value, false, `${name} at ${down}: ${Beard?.Confidence}`);
			}
		}
	});
});
