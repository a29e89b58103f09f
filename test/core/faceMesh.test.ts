import assert from "node:assert/strict";
import { mouthGapOf, toMeshLandmarks, toMeshPose } from "../../src/core/faceMesh.ts";
import type { MeshPoint } from "../../src/core/faceMesh.ts";

const ASPECT_RATIO = 16 / 9;

type Place = readonly [number, number, number];

function pair(left: number, right: number, [x, y, z]: Place): readonly [number, Place][] {
	return [
		[left, [-x, y, z]],
		[right, [x, y, z]],
	];
}

/** The parts of a face that these tests look at: x to the right, y down, z away, in widths of the face. */
const FACE: ReadonlyMap<number, Place> = new Map<number, Place>([
	...pair(33, 263, [0.35, -0.2, 0.05]),
	...pair(133, 362, [0.13, -0.2, 0]),
	...pair(70, 300, [0.4, -0.35, 0]),
	...pair(105, 334, [0.25, -0.38, -0.1]),
	...pair(127, 356, [0.5, -0.2, 0.4]),
	...pair(234, 454, [0.5, 0, 0.4]),
	...pair(61, 291, [0.2, 0.3, -0.1]),
	[10, [0, -0.6, 0]],
	// The line from the forehead to the base of the nose leans by 8° in a head that looks straight ahead.
	[2, [0, 0.1, (-0.7 * Math.tan((8 * Math.PI) / 180)) / 1.15]],
	[13, [0, 0.28, -0.2]],
	[14, [0, 0.34, -0.2]],
]);

interface Turn {
	readonly yaw?: number;
	readonly pitch?: number;
	readonly roll?: number;
}

/** The face in a wide picture: nods, then turns, then tilts; degrees as Rekognition signs them. */
const meshOf = ({ yaw = 0, pitch = 0, roll = 0 }: Turn): readonly MeshPoint[] => {
	const [p, w, r] = [pitch, yaw, roll].map((degrees) => (degrees * Math.PI) / 180);
	return Array.from({ length: 478 }, (_, index) => {
		const [x0, y0, flatZ] = FACE.get(index) ?? [0, 0, 0];
		const [z1, y1] = rotate(flatZ * 1.15, y0, p);
		const [x2, z2] = rotate(x0, z1, w);
		const [x3, y3] = rotate(x2, y1, r);
		const scale = 0.2;
		return { x: 0.5 + x3 * scale, y: 0.5 + y3 * scale * ASPECT_RATIO, z: (z2 * scale) / 1.15 };
	});
};

const rotate = (a: number, b: number, angle = 0) =>
	[a * Math.cos(angle) - b * Math.sin(angle), a * Math.sin(angle) + b * Math.cos(angle)] as const;

const assertPose = (turn: Turn) => {
	const { Yaw, Pitch, Roll } = toMeshPose(meshOf(turn), ASPECT_RATIO);
	const differences = [Yaw - (turn.yaw ?? 0), Pitch - (turn.pitch ?? 0), Roll - (turn.roll ?? 0)];
	assert.ok(
		differences.every((difference) => Math.abs(difference) < 1e-6),
		differences.join(", "),
	);
};

describe("toMeshPose", () => {
	it("is zero for a face that looks straight ahead", () => {
		assertPose({});
	});

	it("finds each turn on its own, and all of them together", () => {
		for (const degrees of [-40, -10, 5, 30]) {
			assertPose({ yaw: degrees });
			assertPose({ pitch: degrees });
			assertPose({ roll: degrees * 3 });
		}
		assertPose({ yaw: 25, pitch: -15, roll: 40 });
	});

	it("signs them as Rekognition does", () => {
		const right = meshOf({ yaw: 20 });
		const middle = ((right[33]?.x ?? 0) + (right[263]?.x ?? 0)) / 2;
		assert.ok((right[13]?.x ?? 0) > middle, "the mouth comes to the right of the eyes' middle");
		const clockwise = meshOf({ roll: 20 });
		assert.ok((clockwise[263]?.y ?? 0) > (clockwise[33]?.y ?? 0), "the right eye comes down");
		const up = meshOf({ pitch: 20 });
		assert.ok(
			(up[2]?.z ?? 0) - (up[10]?.z ?? 0) < (meshOf({})[2]?.z ?? 0),
			"the nose comes nearer",
		);
	});

	it("refuses a mesh with too few points", () => {
		assert.throws(() => toMeshPose(meshOf({}).slice(0, 300), 1), /no point/u);
	});
});

describe("toMeshLandmarks", () => {
	const landmarks = toMeshLandmarks(meshOf({}));
	const at = (type: string) => landmarks.find(({ Type }) => Type === type);

	it("gives all thirty, each once", () => {
		assert.equal(new Set(landmarks.map(({ Type }) => Type)).size, 30);
		assert.equal(landmarks.length, 30);
	});

	it("calls left what is left in the picture", () => {
		for (const [left, right] of [
			["leftEyeLeft", "rightEyeRight"],
			["leftEyeRight", "rightEyeLeft"],
			["mouthLeft", "mouthRight"],
			["upperJawlineLeft", "upperJawlineRight"],
		] as const) {
			assert.ok((at(left)?.X ?? NaN) < 0.5, left);
			assert.ok(Math.abs((at(left)?.X ?? NaN) + (at(right)?.X ?? NaN) - 1) < 1e-9, right);
			assert.equal(at(left)?.Y, at(right)?.Y);
		}
	});

	it("takes pupils from the irises and an eye's place from its rim", () => {
		const points = meshOf({}).map((_, index) => ({ x: index, y: 0, z: 0 }));
		const ofIndices = toMeshLandmarks(points);
		const xOf = (type: string) => ofIndices.find(({ Type }) => Type === type)?.X;
		assert.equal(xOf("leftPupil"), 468);
		assert.equal(xOf("rightPupil"), 473);
		assert.equal(xOf("eyeLeft"), (33 + 133 + 159 + 145) / 4);
	});
});

describe("mouthGapOf", () => {
	it("is the gap of the lips by the mouth's width, whatever the picture's shape", () => {
		assert.ok(Math.abs(mouthGapOf(meshOf({}), ASPECT_RATIO) - 0.06 / 0.4) < 1e-9);
		assert.ok(Math.abs(mouthGapOf(meshOf({ roll: 70 }), ASPECT_RATIO) - 0.06 / 0.4) < 1e-9);
	});
});
