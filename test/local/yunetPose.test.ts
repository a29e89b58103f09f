import assert from "node:assert/strict";
import { toPose } from "../../src/core/pose.ts";
import type { Detector } from "../../src/local/detector.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { findModel } from "../../src/local/models.ts";
import { createYunet } from "../../src/local/yunet.ts";
import { drawFrame, place } from "./drawnFrame.ts";

const ahead = { yaw: 0, pitch: 0, roll: 0 };

describe("the pose of drawn heads by YuNet's landmarks (needs FACEREEL_MODELS)", () => {
	let detector: Detector;

	before(async function () {
		const folder = process.env["FACEREEL_MODELS"];
		if (!folder) return this.skip();
		const { bytes, refusals } = await findModel(findModelEntry("yunet"), [folder]);
		assert.ok(bytes, `FACEREEL_MODELS has no YuNet. ${refusals.join(" ")}`);
		detector = await createYunet(bytes);
	});

	const poseOf = async (name: "ada" | "dev", turn: Partial<typeof ahead>) => {
		const shown = { ...place(name, [0.5, 0.45], 0.6), turn: { ...ahead, ...turn } };
		const [face] = await detector.detect(drawFrame(detector, [shown]));
		const pose = toPose(face?.Landmarks ?? [], { widthPx: 1280, heightPx: 720 });
		assert.ok(pose);
		return pose;
	};

	for (const name of ["ada", "dev"] as const) {
		it(`tells which way ${name} looks, by how much`, async () => {
			for (const yaw of [-45, -15, 0, 15, 45]) {
				const { Yaw, Pitch, Roll } = await poseOf(name, { yaw });
				assert.ok(Math.abs(Yaw - yaw) < 15, `Yaw ${Yaw} for ${yaw}`);
				assert.ok(Math.abs(Pitch) < 8 && Math.abs(Roll) < 6, `Pitch ${Pitch}, Roll ${Roll}`);
			}
		});

		it(`tells whether ${name} looks up or down`, async () => {
			// The network sees the nose move less than it does, so that the angle comes out too small.
			const [up, down] = [await poseOf(name, { pitch: 20 }), await poseOf(name, { pitch: -20 })];
			assert.ok(up.Pitch > 6 && up.Pitch < 25, `Pitch ${up.Pitch}`);
			assert.ok(down.Pitch < -6 && down.Pitch > -25, `Pitch ${down.Pitch}`);
		});

		it(`tells to which side ${name} leans`, async () => {
			for (const roll of [-30, 30]) {
				const { Roll } = await poseOf(name, { roll });
				assert.ok(Math.abs(Roll - roll) < 10, `Roll ${Roll} for ${roll}`);
			}
		});
	}
});
