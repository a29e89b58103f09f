import assert from "node:assert/strict";
import type { FaceDetail } from "@aws-sdk/client-rekognition";
import type { Frame } from "../../src/local/frame.ts";
import { createPeople, parsePeople } from "../../src/local/people.ts";

const SIZE = { widthPx: 640, heightPx: 360, paddedWidthPx: 640, paddedHeightPx: 384 };
const frame = (timestampMillis: number): Frame => ({
	...SIZE,
	timestampMillis,
	planes: new Uint8Array(),
});
const face = (x: number): FaceDetail => ({
	BoundingBox: { Left: x, Top: 0.4, Width: 0.1, Height: 0.2 },
	Confidence: 99,
});

/** Everybody looks like the name of the instant says, from left to right. */
const seeing = (names: Readonly<Record<number, readonly string[]>>) => {
	const asked: number[] = [];
	return {
		asked,
		embed: async ({ timestampMillis }: Frame, faces: readonly FaceDetail[]) => {
			asked.push(timestampMillis);
			return faces.map((_, i) => {
				const looks = new Float32Array(26);
				looks[(names[timestampMillis]?.[i]?.codePointAt(0) ?? 97) - 97] = 1;
				return looks;
			});
		},
	};
};

describe("the people of a video", () => {
	it("are known again by their looks where they have changed places", async () => {
		const reader = seeing({ 0: ["a", "b"], 1000: ["b", "a"] });
		const people = createPeople(reader, SIZE);
		assert.deepEqual(await people.tell(frame(0), [face(0.2), face(0.7)]), [0, 1]);
		assert.deepEqual(await people.tell(frame(500), [face(0.2), face(0.7)]), [0, 1]);
		assert.deepEqual(await people.tell(frame(1000), [face(0.2), face(0.7)]), [1, 0]);
		// Half a second ago is not worth another look.
		assert.deepEqual(reader.asked, [0, 1000]);
		assert.deepEqual(
			people.remembered().map(({ Index }) => Index),
			[1, 0],
		);
	});

	it("are followed by place alone where nobody can say what they look like", async () => {
		const people = createPeople({ embed: async () => [] }, SIZE);
		assert.deepEqual(await people.tell(frame(0), [face(0.2), face(0.7)]), [0, 1]);
		assert.deepEqual(await people.tell(frame(500), [face(0.7), face(0.2)]), [1, 0]);
	});

	it("are handed on to whoever goes on", async () => {
		const reader = seeing({ 0: ["a", "b"], 9000: ["b", "c"] });
		const before = createPeople(reader, SIZE);
		await before.tell(frame(0), [face(0.2), face(0.7)]);
		const after = createPeople(reader, SIZE, parsePeople(before.state()));
		assert.deepEqual(await after.tell(frame(9000), [face(0.4), face(0.1)]), [1, 2]);
	});
});
