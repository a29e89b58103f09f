import type { FaceDetail } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { distanceBetween } from "../../src/core/similarity.ts";
import { createEmbedder } from "../../src/local/embedder.ts";
import { createFaceReader } from "../../src/local/faceReader.ts";
import { createLandmarks68 } from "../../src/local/landmarks68.ts";
import { createSsd } from "../../src/local/ssd.ts";
import { type BuiltModels, createBuiltModels } from "./builtModels.ts";
import { drawFrame, place } from "./drawnFrame.ts";

describe("a face reader", () => {
	let models: BuiltModels;

	before(async () => {
		models = await createBuiltModels();
	});
	after(() => models[Symbol.asyncDispose]());

	const readAda = async (yaw: number): Promise<FaceDetail> => {
		const detector = await createSsd(await models.read("ssd"));
		const landmarks68 = await createLandmarks68(await models.read("landmarks68"));
		const reader = createFaceReader(detector, { landmarks68 });
		const ada = { ...place("ada", [0.5, 0.5], 0.6), turn: { yaw, pitch: 0, roll: 0 } };
		const [face] = await reader.detect(drawFrame(detector, [ada]));
		assert.ok(face);
		return face;
	};

	it("gives the default set of a detector that knows no landmarks", async () => {
		const { Landmarks = [], Pose, Quality } = await readAda(0);
		assert.deepEqual(
			new Set(Landmarks.map(({ Type }) => Type)),
			new Set(["eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"]),
		);
		assert.ok(Math.abs(Pose?.Roll ?? NaN) < 10);
		assert.ok(Number(Quality?.Brightness) > 20 && Number(Quality?.Brightness) < 90);
		assert.ok(Number(Quality?.Sharpness) > 50);
	});

	it("sees which way a head is turned", async () => {
		const left = (await readAda(-30)).Pose?.Yaw ?? NaN;
		const right = (await readAda(30)).Pose?.Yaw ?? NaN;
		assert.ok(Math.sign(left) === -Math.sign(right), `${left} and ${right}`);
		assert.ok(Math.abs(right - left) > 20, `${left} and ${right}`);
	});

	it("knows what people look like, also from another place and nearer", async () => {
		const detector = await createSsd(await models.read("ssd"));
		const landmarks68 = await createLandmarks68(await models.read("landmarks68"));
		const embedder = await createEmbedder(await models.read("embedder"));
		const reader = createFaceReader(detector, { landmarks68, embedder });
		const look = async (...heads: Parameters<typeof drawFrame>[1]) => {
			const frame = drawFrame(detector, heads);
			const faces = await reader.glance(frame);
			const sorted = faces.toSorted(
				(a, b) => (a.BoundingBox?.Left ?? 0) - (b.BoundingBox?.Left ?? 0),
			);
			return reader.embed(frame, sorted);
		};
		const [ada, bruno] = await look(
			place("ada", [0.25, 0.5], 0.45),
			place("bruno", [0.75, 0.5], 0.45),
		);
		const [again] = await look(place("ada", [0.6, 0.5], 0.6));
		assert.ok(ada && bruno && again);
		assert.ok(distanceBetween(ada, again) < distanceBetween(ada, bruno));
		assert.deepEqual(await createFaceReader(detector, {}).embed(drawFrame(detector, []), []), []);
	});

	it("looks at the large picture, where there is one, for more than where a face is", async () => {
		const detector = await createSsd(await models.read("ssd"));
		const landmarks68 = await createLandmarks68(await models.read("landmarks68"));
		const embedder = await createEmbedder(await models.read("embedder"));
		const reader = createFaceReader(detector, { landmarks68, embedder });
		const frame = drawFrame(detector, [place("ada", [0.5, 0.5], 0.6)]);
		const faces = await reader.glance(frame);
		const [small] = await reader.embed(frame, faces);
		const [same] = await reader.embed({ ...frame, large: frame }, faces);
		const other = drawFrame(detector, [place("bruno", [0.5, 0.5], 0.6)]);
		const [large] = await reader.embed({ ...frame, large: other }, faces);
		assert.ok(small && same && large);
		assert.equal(distanceBetween(small, same), 0);
		assert.ok(distanceBetween(small, large) > 0.2);
	});
});
