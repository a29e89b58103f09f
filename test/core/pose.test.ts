import assert from "node:assert/strict";
import type { Landmark } from "@aws-sdk/client-rekognition";
import { headModel, project, toPose } from "../../src/core/pose.ts";
import { createRandom } from "../support/random.ts";

const FRAME = { widthPx: 640, heightPx: 360 };
const TYPES = ["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"] as const;
const EYES_PX = 50;
const ahead = { Yaw: 0, Pitch: 0, Roll: 0 };

/** The landmarks of the model head in a frame, each moved by up to `tremblePx`. */
const see = (pose: Partial<typeof ahead>, frame = FRAME, tremble: () => number = () => 0) =>
	TYPES.map((Type): Landmark => {
		const [right, down] = project(headModel[Type], { ...ahead, ...pose });
		return {
			Type,
			X: (300 + right * EYES_PX + tremble()) / frame.widthPx,
			Y: (120 + down * EYES_PX + tremble()) / frame.heightPx,
		};
	});

const assertNear = (found: object | undefined, expected: object, tolerance: number): void => {
	assert.ok(found);
	for (const [name, value] of Object.entries(expected)) {
		const turn = Math.abs(Number(Reflect.get(found, name)) - Number(value)) % 360;
		const difference = Math.min(turn, 360 - turn);
		assert.ok(difference <= tolerance, `${name}: ${JSON.stringify({ found, expected })}`);
	}
};

const point = (landmarks: readonly Landmark[], type: string) =>
	landmarks.find(({ Type }) => Type === type) ?? {};

describe("the pose of a head", () => {
	it("is the one it was seen in, whatever it is", () => {
		for (const Yaw of [-80, -45, -20, 0, 20, 45, 80])
			for (const Pitch of [-50, -25, 0, 25, 50])
				for (const Roll of [-170, -90, -30, 0, 30, 90, 180])
					assertNear(toPose(see({ Yaw, Pitch, Roll }), FRAME), { Yaw, Pitch, Roll }, 1e-6);
	});

	it("does not depend on the shape of the frame", () => {
		for (const frame of [
			{ widthPx: 360, heightPx: 640 },
			{ widthPx: 1000, heightPx: 1000 },
		]) {
			const pose = { Yaw: 30, Pitch: 10, Roll: 40 };
			assertNear(toPose(see(pose, frame), frame), pose, 1e-6);
		}
	});

	it("has Yaw to the side of the picture where the nose is", () => {
		for (const Yaw of [-30, 30]) {
			const seen = see({ Yaw });
			const eyes = ((point(seen, "eyeLeft").X ?? 0) + (point(seen, "eyeRight").X ?? 0)) / 2;
			assert.equal(Math.sign((point(seen, "nose").X ?? 0) - eyes), Math.sign(Yaw));
			assert.equal(Math.sign(toPose(seen, FRAME)?.Yaw ?? 0), Math.sign(Yaw));
		}
	});

	it("has Pitch up when the nose is nearer to the eyes", () => {
		const noseByMouth = (Pitch: number): number => {
			const [eye, nose, mouth] = ["eyeLeft", "nose", "mouthLeft"].map(
				(type) => point(see({ Pitch }), type).Y ?? 0,
			);
			return ((nose ?? 0) - (eye ?? 0)) / ((mouth ?? 0) - (eye ?? 0));
		};
		assert.ok(noseByMouth(14) < 0.43);
		assert.ok(noseByMouth(-9) > 0.57);
		assert.ok((toPose(see({ Pitch: 14 }), FRAME)?.Pitch ?? 0) > 0);
		assert.ok((toPose(see({ Pitch: -9 }), FRAME)?.Pitch ?? 0) < 0);
	});

	it("has Roll clockwise, as the line of the eyes in pixels", () => {
		for (const Roll of [-110, -20, 20]) {
			const seen = see({ Roll });
			const [left, right] = [point(seen, "eyeLeft"), point(seen, "eyeRight")];
			const across = ((right.X ?? 0) - (left.X ?? 0)) * FRAME.widthPx;
			const down = ((right.Y ?? 0) - (left.Y ?? 0)) * FRAME.heightPx;
			assert.ok(Math.abs((Math.atan2(down, across) * 180) / Math.PI - Roll) < 1e-9);
			assertNear(toPose(seen, FRAME), { Roll }, 1e-6);
		}
	});

	it("moves little when landmarks tremble by a pixel", () => {
		const random = createRandom(2);
		let sum = 0;
		for (let round = 0; round < 200; round += 1) {
			const pose = {
				Yaw: random.between(-45, 45),
				Pitch: random.between(-25, 25),
				Roll: random.between(-45, 45),
			};
			const found = toPose(see(pose, FRAME, random.normal), FRAME);
			assertNear(found, pose, 30);
			sum += Math.abs((found?.Yaw ?? 0) - pose.Yaw) + Math.abs((found?.Pitch ?? 0) - pose.Pitch);
		}
		assert.ok(sum / 400 < 5, `${sum / 400} degrees`);
	});

	it("is unknown without all five landmarks, or where they are one point", () => {
		assert.equal(toPose(see({}).slice(1), FRAME), undefined);
		assert.equal(toPose([], FRAME), undefined);
		const nowhere = see({}).map((landmark) => ({ ...landmark, X: 0.5, Y: 0.5 }));
		assert.equal(toPose(nowhere, FRAME), undefined);
	});

	it("takes no notice of other landmarks", () => {
		const more: Landmark[] = [{ Type: "chinBottom", X: 0.1, Y: 0.9 }, ...see({ Yaw: 20 })];
		assertNear(toPose(more, FRAME), { ...ahead, Yaw: 20 }, 1e-6);
	});
});
