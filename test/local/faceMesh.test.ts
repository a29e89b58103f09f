import assert from "node:assert/strict";
import { toMeshLandmarks, toMeshPose } from "../../src/core/faceMesh.ts";
import { convertModel } from "../../src/local/convertModel.ts";
import { createFaceMesh } from "../../src/local/faceMesh.ts";
import type { FaceMesh, MeshedFace } from "../../src/local/faceMesh.ts";
import { createGlasses } from "../../src/local/glasses.ts";
import type { Glasses } from "../../src/local/glasses.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { findModel } from "../../src/local/models.ts";
import { toPicture } from "../../src/local/picture.ts";
import { people } from "../../scripts/sample/people.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { drawPicture } from "../../scripts/sample/picture.ts";
import { faceBox } from "../../scripts/sample/truth.ts";

const SIZE = { widthPx: 480, heightPx: 360 };
const ASPECT_RATIO = SIZE.widthPx / SIZE.heightPx;

describe("convertModel", () => {
	it("knows the models that the manifest says are converted, and no others", () => {
		for (const name of ["faceMesh", "glasses"])
			assert.throws(() => convertModel(findModelEntry(name), new Uint8Array(200)), /not a/iu);
		assert.throws(() => convertModel(findModelEntry("yunet"), new Uint8Array()), {
			message: "The model yunet is not one to convert.",
		});
	});
});

describe("the downloaded networks, where FACEREEL_MODELS has them,", () => {
	let mesh: FaceMesh;
	let glasses: Glasses;

	before(async function () {
		this.timeout(30_000);
		const [meshModel, glassesModel] = await Promise.all(["faceMesh", "glasses"].map(convert));
		if (meshModel === undefined || glassesModel === undefined) this.skip();
		mesh = await createFaceMesh(meshModel);
		glasses = await createGlasses(glassesModel);
	});

	it("tell how a head is turned", async function () {
		this.timeout(30_000);
		for (const turn of [
			{ yaw: 25, pitch: 0, roll: 0 },
			{ yaw: -25, pitch: 0, roll: 0 },
			{ yaw: 0, pitch: 20, roll: 0 },
			{ yaw: 0, pitch: -20, roll: 0 },
			{ yaw: 0, pitch: 0, roll: 40 },
			{ yaw: 0, pitch: 0, roll: -20 },
		]) {
			const { face } = await read({ turn });
			const { Yaw, Pitch, Roll } = toMeshPose(face.points, ASPECT_RATIO);
			const found = `${JSON.stringify(turn)}: ${Yaw} ${Pitch} ${Roll}`;
			assert.ok(face.presence > 0.9, found);
			assert.ok(Math.abs(Yaw - turn.yaw) < 7, found);
			assert.ok(Math.abs(Pitch - turn.pitch) < 9, found);
			assert.ok(Math.abs(Roll - turn.roll) < 3, found);
		}
	});

	it("tell a smile, a blink and the direction of a glance", async function () {
		this.timeout(30_000);
		const still = (await read({})).face.blendshapes;
		assert.ok(still.mouthSmileLeft < 0.4 && still.eyeBlinkLeft < 0.1 && still.eyeLookInLeft < 0.4);
		const smiling = (await read({ look: { smile: 1 } })).face.blendshapes;
		assert.ok(smiling.mouthSmileLeft > 0.7 && smiling.mouthSmileRight > 0.7);
		const blinking = (await read({ look: { eyes: 0 } })).face.blendshapes;
		assert.ok(blinking.eyeBlinkLeft > 0.5 && blinking.eyeBlinkRight > 0.5);
		const aside = (await read({ look: { gaze: [1, 0] } })).face.blendshapes;
		assert.ok(aside.eyeLookOutLeft > 0.6 && aside.eyeLookInRight > 0.6);
	});

	it("tell who wears glasses", async function () {
		this.timeout(30_000);
		for (const [who, wears] of [
			["ada", false],
			["bruno", false],
			["clara", true],
			["dev", true],
		] as const) {
			const { picture, face } = await read({ who });
			const [found] = await glasses.read(picture, [{ Landmarks: toMeshLandmarks(face.points) }]);
			assert.ok(found, who);
			assert.equal(found.eyeglasses > 0.5, wears, who);
			assert.ok(found.sunglasses < 0.2, who);
			assert.ok(Math.abs(found.none + found.eyeglasses + found.sunglasses - 1) < 1e-5, who);
		}
	});

	it("find no face in an empty wall, and no glasses without landmarks", async () => {
		const picture = toPicture(draw([]));
		const BoundingBox = { Left: 0.3, Top: 0.2, Width: 0.3, Height: 0.4 };
		const [nobody] = await mesh.read(picture, [{ BoundingBox }]);
		assert.ok((nobody?.presence ?? 1) < 0.1);
		assert.deepEqual(await glasses.read(picture, [{ Landmarks: [] }]), [undefined]);
		assert.deepEqual(await mesh.read(picture, []), []);
	});

	const read = async (change: {
		readonly who?: keyof typeof people;
		readonly turn?: Placed["turn"];
		readonly look?: Partial<Placed["look"]>;
	}): Promise<{ picture: ReturnType<typeof toPicture>; face: MeshedFace }> => {
		const placed: Placed = {
			who: people[change.who ?? "ada"],
			at: [0.5, 0.5],
			height: 0.6,
			turn: change.turn ?? { yaw: 0, pitch: 0, roll: 0 },
			look: { smile: 0, open: 0, eyes: 1, gaze: [0, 0], ...change.look },
		};
		const picture = toPicture(draw([placed]));
		const [face] = await mesh.read(picture, [{ BoundingBox: faceBox(placed, SIZE) }]);
		assert.ok(face);
		return { picture, face };
	};
});

const convert = async (name: string): Promise<Uint8Array | undefined> => {
	const folder = process.env["FACEREEL_MODELS"];
	if (folder === undefined || folder === "") return undefined;
	const entry = findModelEntry(name);
	const { bytes } = await findModel(entry, [folder]);
	return bytes && convertModel(entry, bytes);
};

const draw = (shown: readonly Placed[]) => {
	const rgb = drawPicture({ ...SIZE, people: shown });
	const area = SIZE.widthPx * SIZE.heightPx;
	const planes = new Uint8Array(3 * area);
	// Green, blue, red.
	for (const [plane, channel] of [1, 2, 0].entries())
		for (let i = 0; i < area; i += 1) planes[plane * area + i] = rgb[i * 3 + channel] ?? 0;
	const { widthPx, heightPx } = SIZE;
	return { ...SIZE, paddedWidthPx: widthPx, paddedHeightPx: heightPx, timestampMillis: 0, planes };
};
