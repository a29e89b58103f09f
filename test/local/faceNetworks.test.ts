import assert from "node:assert/strict";
import type { Point } from "../../src/core/affine.ts";
import { toAttributesCrop, toEmbeddingCrop, toLandmarksCrop } from "../../src/core/faceCrops.ts";
import { POINT_COUNT, centerOf } from "../../src/core/landmarks.ts";
import { distanceBetween } from "../../src/core/similarity.ts";
import { createAgeGender } from "../../src/local/ageGender.ts";
import { createEmbedder } from "../../src/local/embedder.ts";
import { createExpression } from "../../src/local/expression.ts";
import { createLandmarks68 } from "../../src/local/landmarks68.ts";
import type { Landmarks68 } from "../../src/local/landmarks68.ts";
import { people } from "../../scripts/sample/people.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { createOnnxGraph } from "../../models/build/onnxGraph.ts";
import { createBuiltModels } from "./builtModels.ts";
import type { BuiltModels } from "./builtModels.ts";
import { place } from "./drawnFrame.ts";
import { boxOf, distanceIn, drawPicture, featuresIn } from "./drawnPicture.ts";

const NAMES = ["ada", "bruno", "clara", "dev", "esi"] as const;
/** Drawing takes most of the time of these tests. */
const FEW = ["ada", "bruno", "esi"] as const;

const leanBy = (roll: number, placed: Placed): Placed => ({
	...placed,
	turn: { ...placed.turn, roll },
});

/** A network that answers every piece with the same row. */
const makeStubborn = (sizePx: number, name: string, row: readonly number[]): Uint8Array => {
	const graph = createOnnxGraph("stubborn");
	const axes = { axes: [1, 2, 3], keepdims: 0 };
	const mean = graph.node("ReduceMean", [graph.node("Cast", ["faces"], { to: 1 })], axes);
	const none = graph.node("Mul", [mean, graph.constant(Float32Array.of(0), [])]);
	const column = graph.node("Reshape", [none, graph.constant(BigInt64Array.of(-1n, 1n), [2])]);
	const values = graph.constant(Float32Array.from(row), [1, row.length]);
	graph.rename(graph.node("Add", [column, values]), name);
	return graph.toModel(
		[{ name: "faces", type: "uint8", shape: ["batch", 3, sizePx, sizePx] }],
		[{ name, type: "float32", shape: ["batch", row.length] }],
	);
};

describe("around the networks of faces", () => {
	const box = { Left: 0.25, Top: 0.25, Width: 0.25, Height: 0.5 };
	const picture = drawPicture([]);
	const crops = [toLandmarksCrop(box, picture), toLandmarksCrop(box, picture)];

	it("points of a piece become points of the picture", async () => {
		const row = Array.from({ length: 2 * POINT_COUNT }, (_, index) => index / 200);
		const { locate } = await createLandmarks68(makeStubborn(112, "points", row));
		const found = await locate(picture, [box, box]);
		assert.equal(found.length, 2);
		assert.equal(found[1]?.length, POINT_COUNT);
		// The piece is a square of 135 pixels, with 7.5 of them left and right of the box.
		const [point] = found[1]?.slice(50) ?? [];
		assert.ok(Math.abs((point?.x ?? NaN) - (112.5 + 0.5 * 135) / 480) < 1e-6);
		assert.ok(Math.abs((point?.y ?? NaN) - (67.5 + 0.505 * 135) / 270) < 1e-6);
	});

	it("each number has the name of its expression", async () => {
		const row = [1, 2, 3, 4, 5, 6, 7];
		const { rate } = await createExpression(makeStubborn(112, "probabilities", row));
		const expected = {
			neutral: 1,
			happy: 2,
			sad: 3,
			angry: 4,
			fearful: 5,
			disgusted: 6,
			surprised: 7,
		};
		assert.deepEqual(await rate(picture, crops), [expected, expected]);
	});

	it("years come before the probability of a man", async () => {
		const { estimate } = await createAgeGender(makeStubborn(112, "ageAndGender", [31, 0.75, 0.25]));
		const expected = { ageYears: 31, maleProbability: 0.75 };
		assert.deepEqual(await estimate(picture, crops), [expected, expected]);
	});

	it("embeddings get the length 1", async () => {
		const { embed } = await createEmbedder(makeStubborn(150, "embedding", [3, 0, -4]));
		const [first, second] = await embed(picture, crops);
		assert.deepEqual([...(first ?? [])], [...Float32Array.of(0.6, 0, -0.8)]);
		assert.deepEqual(first, second);
	});
});

const assertFound = (points: readonly Point[] | undefined, placed: Placed): void => {
	assert.equal(points?.length, POINT_COUNT);
	const { left, right, mouth } = featuresIn(placed);
	for (const [part, expected] of [
		["leftEye", left],
		["rightEye", right],
		["mouth", mouth],
	] as const) {
		const away = distanceIn(centerOf(points, part), expected) / placed.height;
		assert.ok(away < 0.05, `${placed.who.name}: ${part} is ${away.toFixed(3)} heads away`);
	}
};

describe("the networks of faces", () => {
	let models: BuiltModels;
	let landmarks: Landmarks68;

	before(async () => {
		models = await createBuiltModels();
		landmarks = await createLandmarks68(await models.read("landmarks68"));
	});

	after(() => models[Symbol.asyncDispose]());

	const locateOne = async (placed: Placed) => {
		const picture = drawPicture([placed]);
		const [points] = await landmarks.locate(picture, [boxOf(placed)]);
		assert.ok(points);
		return { picture, points };
	};

	for (const [index, name] of NAMES.entries()) {
		const lean = [-0.25, 0, 0.25][index % 3] ?? 0;

		it(`find the eyes and the mouth of ${name}, leaning by ${lean}`, async () => {
			const placed = leanBy(lean, place(name, [0.4, 0.5], 0.6));
			assertFound((await locateOne(placed)).points, placed);
		});
	}

	it("find each of two faces by its box", async () => {
		const shown = [place("esi", [0.75, 0.45], 0.4), place("ada", [0.25, 0.5], 0.6)] as const;
		const found = await landmarks.locate(drawPicture(shown), shown.map(boxOf));
		assertFound(found[0], shown[0]);
		assertFound(found[1], shown[1]);
	});

	it("tell a broad smile from a face at rest", async () => {
		const expression = await createExpression(await models.read("expression"));
		for (const name of FEW) {
			const atRest = place(name, [0.5, 0.5], 0.6);
			const happy = async (placed: Placed) => {
				const { picture, points } = await locateOne(placed);
				const [rating] = await expression.rate(picture, [toAttributesCrop(points, picture)]);
				assert.ok(rating);
				const sum = Object.values(rating).reduce((total, value) => total + value, 0);
				assert.ok(Math.abs(sum - 1) < 1e-4);
				return rating.happy;
			};
			const smiling = { ...atRest, look: { ...atRest.look, smile: 1, open: 0.3 } };
			const [before, then] = [await happy(atRest), await happy(smiling)];
			assert.ok(before < 0.3 && then > before + 0.3, `${name}: ${before}, then ${then}`);
		}
	});

	it("guess an age that people have, and a man with a beard a man", async () => {
		const ageGender = await createAgeGender(await models.read("ageGender"));
		for (const name of FEW) {
			const { picture, points } = await locateOne(place(name, [0.5, 0.5], 0.6));
			const [guess] = await ageGender.estimate(picture, [toAttributesCrop(points, picture)]);
			assert.ok(guess && guess.ageYears > 5 && guess.ageYears < 90, name);
			assert.ok(guess.maleProbability >= 0 && guess.maleProbability <= 1);
			if (people[name].beard.jaw > 0.5) assert.ok(guess.maleProbability > 0.5, name);
		}
	});

	it("know a person again, nearer or leaning, and tell it from others", async () => {
		const embedder = await createEmbedder(await models.read("embedder"));
		const embed = async (placed: Placed): Promise<Float32Array> => {
			const { picture, points } = await locateOne(placed);
			const [embedding] = await embedder.embed(picture, [toEmbeddingCrop(points, picture)]);
			assert.equal(embedding?.length, 128);
			return embedding;
		};
		const first = await Promise.all(FEW.map((name) => embed(place(name, [0.3, 0.5], 0.5))));
		for (const [index, name] of FEW.entries()) {
			const again = await embed(leanBy(0.2, place(name, [0.6, 0.5], 0.7)));
			const distances = first.map((embedding) => distanceBetween(embedding, again));
			const own = distances[index] ?? NaN;
			assert.ok(
				distances.every((distance, other) => other === index || distance > own * 1.5),
				`${name}: ${distances.map((distance) => distance.toFixed(3)).join(" ")}`,
			);
		}
	});
});
