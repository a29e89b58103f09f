import assert from "node:assert/strict";
import { people } from "../../scripts/sample/people.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { toAttributes } from "../../src/core/attributes.ts";
import type { Evidence, Expressions } from "../../src/core/evidence.ts";
import { trueLandmarks } from "../support/portraits/trueLandmarks.ts";
import { createRandom } from "../support/random.ts";

const nobody: Evidence = { facePx: 200, aspectRatio: 1 };
const noGlasses = { none: 1, eyeglasses: 0, sunglasses: 0, mouthOpen: 0, eyesClosed: 0 };
const noExpression: Expressions = {
	neutral: 0,
	happy: 0,
	sad: 0,
	angry: 0,
	fearful: 0,
	disgusted: 0,
	surprised: 0,
};
const stillFace = { eyeBlinkLeft: 0, eyeBlinkRight: 0, mouthSmileLeft: 0, mouthSmileRight: 0 };

const emotionsOf = (expressions: Partial<Expressions>, facePx = 200) =>
	toAttributes({ ...nobody, facePx, expressions: { ...noExpression, ...expressions } }).Emotions ??
	[];

const rangeOf = (ageYears: number) => toAttributes({ ...nobody, ageYears }).AgeRange;

const look = (random: ReturnType<typeof createRandom>) => ({
	smile: random.pick([0, random.between(0.5, 1)]),
	open: random.pick([0, random.between(0.5, 1)]),
	eyes: random.pick([0, random.between(0.8, 1)]),
	gaze: [0, 0] as const,
});

const VERDICTS = [
	"Smile",
	"Eyeglasses",
	"Sunglasses",
	"Beard",
	"Mustache",
	"EyesOpen",
	"MouthOpen",
] as const;

describe("the attributes of a face", () => {
	it("are guesses where nothing is known", () => {
		const attributes = toAttributes(nobody);
		for (const name of VERDICTS) assert.equal(attributes[name]?.Confidence, 50, name);
		assert.equal(attributes.Gender?.Confidence, 50);
		assert.equal(attributes.AgeRange, undefined);
		assert.equal(attributes.Emotions?.[0]?.Type, "UNKNOWN");
	});

	it("have confidences from 50 to 100 whatever the networks say", () => {
		const random = createRandom(1);
		const chance = () => random.between(-0.1, 1.1);
		for (let i = 0; i < 300; i += 1) {
			const attributes = toAttributes({
				facePx: random.between(0, 300),
				aspectRatio: 1,
				pose: { Yaw: random.between(-100, 100), Pitch: random.between(-90, 90) },
				quality: { Brightness: random.between(0, 100), Sharpness: random.between(0, 100) },
				expressions: { ...noExpression, happy: chance(), sad: chance() },
				ageYears: random.between(-5, 130),
				maleProbability: chance(),
				marks: {
					beard: chance(),
					mustache: chance(),
					eyeglasses: chance(),
					sunglasses: chance(),
					eyesOpen: chance(),
				},
				shownShare: random.between(0, 1),
				glasses: { ...noGlasses, eyeglasses: chance(), sunglasses: chance() },
			});
			for (const name of VERDICTS) {
				const confidence = attributes[name]?.Confidence ?? 0;
				assert.ok(confidence >= 50 && confidence <= 100, `${name} ${confidence}`);
			}
			for (const { Type, Confidence = -1 } of attributes.Emotions ?? [])
				assert.ok(Confidence >= 0 && Confidence <= 100, `${Type} ${Confidence}`);
			const { Low = -1, High = -1 } = attributes.AgeRange ?? {};
			assert.ok(Number.isInteger(Low) && Number.isInteger(High) && Low >= 0 && Low <= High);
		}
	});

	it("get surer as the networks do, on both sides of a half", () => {
		const sure = [0, 0.2, 0.45, 0.55, 0.8, 1].map((eyeglasses) => {
			const { Eyeglasses = {} } = toAttributes({
				...nobody,
				glasses: { ...noGlasses, eyeglasses },
			});
			return Eyeglasses;
		});
		assert.deepEqual(
			sure.map(({ Value }) => Value),
			[false, false, false, true, true, true],
		);
		const confidences = sure.map(({ Confidence = 0 }) => Math.round(Confidence));
		assert.deepEqual(confidences, [99, 80, 55, 55, 80, 99]);
	});

	for (const [worse, change] of [
		["smaller", [{ facePx: 60 }, { facePx: 30 }, { facePx: 15 }]],
		["darker", [{}, { quality: { Brightness: 15 } }, { quality: { Brightness: 6 } }]],
		["more blurred", [{}, { quality: { Sharpness: 15 } }, { quality: { Sharpness: 2 } }]],
		["turned further", [{}, { pose: { Yaw: -40 } }, { pose: { Yaw: 65 } }]],
		["cut off further", [{}, { shownShare: 0.8 }, { shownShare: 0.6 }]],
	] as const)
		it(`get less sure and wider for a face that is ${worse}`, () => {
			const seen = change.map((each) =>
				toAttributes({ ...nobody, maleProbability: 0.95, ageYears: 30, ...each }),
			);
			const confidences = seen.map(({ Gender }) => Gender?.Confidence ?? 0);
			assert.deepEqual(
				confidences,
				confidences.toSorted((one, other) => other - one),
			);
			assert.equal(new Set(confidences).size, 3);
			const widths = seen.map(({ AgeRange }) => (AgeRange?.High ?? 0) - (AgeRange?.Low ?? 0));
			assert.ok((widths[0] ?? 0) < (widths[2] ?? 0));
		});
});

describe("the emotions of a face", () => {
	it("are Rekognition's nine, the likeliest first", () => {
		const emotions = emotionsOf({ fearful: 0.7, surprised: 0.2, neutral: 0.1 });
		assert.deepEqual(emotions.map(({ Type }) => Type).slice(0, 3), ["FEAR", "SURPRISED", "CALM"]);
		const confidences = emotions.map(({ Confidence = 0 }) => Confidence);
		assert.deepEqual(
			confidences,
			confidences.toSorted((one, other) => other - one),
		);
		assert.deepEqual(
			new Set(emotions.map(({ Type }) => Type)),
			new Set([
				"ANGRY",
				"CALM",
				"CONFUSED",
				"DISGUSTED",
				"FEAR",
				"HAPPY",
				"SAD",
				"SURPRISED",
				"UNKNOWN",
			]),
		);
		assert.equal(emotions.length, 9);
	});

	it("are unknown where none stands out, and where the face is hardly seen", () => {
		const unknownOf = (emotions: ReturnType<typeof emotionsOf>) =>
			emotions.find(({ Type }) => Type === "UNKNOWN")?.Confidence ?? 0;
		const certain = unknownOf(emotionsOf({ happy: 0.98 }));
		const torn = unknownOf(emotionsOf({ happy: 0.4, neutral: 0.35, sad: 0.25 }));
		const tiny = unknownOf(emotionsOf({ happy: 0.98 }, 14));
		assert.ok(certain < 1 && certain < torn && torn < tiny, `${certain} ${torn} ${tiny}`);
	});
});

describe("the age of a face", () => {
	it("lies in a range as wide as the network's errors are", () => {
		assert.deepEqual(rangeOf(35), { Low: 26, High: 44 });
		assert.deepEqual(rangeOf(2), { Low: 0, High: 5 });
		assert.deepEqual(rangeOf(-3), { Low: 0, High: 3 });
	});
});

describe("what a face does", () => {
	it("is taken from the mesh where there is one", () => {
		const { Smile, EyesOpen, MouthOpen } = toAttributes({
			...nobody,
			blendshapes: {
				...stillFace,
				mouthSmileLeft: 0.9,
				mouthSmileRight: 0.8,
				eyeBlinkLeft: 0.7,
				eyeBlinkRight: 0.65,
			},
			meshMouthGap: 0.3,
		});
		assert.deepEqual([Smile?.Value, EyesOpen?.Value, MouthOpen?.Value], [true, false, true]);
		for (const verdict of [Smile, EyesOpen, MouthOpen])
			assert.ok((verdict?.Confidence ?? 0) > 90, JSON.stringify(verdict));
	});

	it("cannot be told of eyes behind sunglasses", () => {
		const glasses = { ...noGlasses, none: 0, sunglasses: 1 };
		const { EyesOpen } = toAttributes({ ...nobody, blendshapes: stillFace, glasses });
		assert.equal(EyesOpen?.Confidence, 50);
	});

	it("is doubtful where the mesh and a network disagree", () => {
		const smiling = { ...stillFace, mouthSmileLeft: 0.9, mouthSmileRight: 0.9 };
		const confidenceOf = (happy: number) =>
			toAttributes({
				...nobody,
				blendshapes: smiling,
				expressions: { ...noExpression, happy },
			}).Smile?.Confidence ?? 0;
		assert.ok(confidenceOf(0) < 90);
		assert.ok(confidenceOf(1) > 95);
	});
});

describe("what a drawn face does, from its 68 points", () => {
	const size = { widthPx: 320, heightPx: 180 };
	const random = createRandom(7);
	const faces = Array.from({ length: 200 }, (): Placed => ({
		who: random.pick([people.ada, people.bruno, people.clara, people.dev, people.esi]),
		at: [0.5, 0.5],
		height: 0.5,
		turn: {
			yaw: random.between(-25, 25),
			pitch: random.between(-10, 10),
			roll: random.between(-20, 20),
		},
		look: look(random),
	}));

	let told: readonly ReturnType<typeof toAttributes>[] = [];
	before(function () {
		this.timeout(30_000);
		told = faces.map((placed) => {
			const points68 = trueLandmarks(placed, size);
			return toAttributes({ ...nobody, aspectRatio: 16 / 9, points68 });
		});
	});

	for (const [name, expected] of [
		["Smile", ({ look: { smile } }: Placed) => smile > 0],
		["MouthOpen", ({ look: { open } }: Placed) => open > 0],
		["EyesOpen", ({ look: { eyes } }: Placed) => eyes > 0],
	] as const)
		it(`tells ${name} for nine faces of ten`, () => {
			const right = faces.filter((placed, i) => told[i]?.[name]?.Value === expected(placed));
			assert.ok(right.length >= 0.9 * faces.length, `${right.length} of ${faces.length}`);
		});
});
