import assert from "node:assert/strict";
import { people } from "../../scripts/sample/people.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { drawPicture } from "../../scripts/sample/picture.ts";
import { faceBox } from "../../scripts/sample/truth.ts";

const size = { widthPx: 96, heightPx: 64 };
const ada: Placed = {
	who: people.ada,
	at: [0.5, 0.45],
	height: 0.6,
	turn: { yaw: 0, pitch: 0, roll: 0 },
	look: { smile: 0, open: 0, eyes: 1, gaze: [0, 0] },
};

/** How many pixels of the two pictures differ by more than noise could. */
const differing = (first: Uint8Array, second: Uint8Array): readonly number[] =>
	Array.from({ length: first.length / 3 }, (_, px) => px).filter((px) =>
		[0, 1, 2].some((c) => Math.abs((first[px * 3 + c] ?? 0) - (second[px * 3 + c] ?? 0)) > 8),
	);

describe("drawPicture", () => {
	it("draws the same picture again, byte by byte", () => {
		const picture = { ...size, people: [ada], seconds: 1 };
		assert.deepEqual(drawPicture(picture), drawPicture(picture));
	});

	it("gives three bytes a pixel", () => {
		assert.equal(drawPicture({ ...size, people: [] }).length, 96 * 64 * 3);
	});

	it("fills the true box with the face", () => {
		const room = drawPicture({ ...size, people: [] });
		const drawn = new Set(differing(room, drawPicture({ ...size, people: [ada] })));
		const { Left = 0, Top = 0, Width = 0, Height = 0 } = faceBox(ada, size);
		const at = (u: number, v: number): number =>
			Math.floor((Top + v * Height) * size.heightPx) * size.widthPx +
			Math.floor((Left + u * Width) * size.widthPx);
		for (const u of [0.15, 0.5, 0.85]) {
			for (const v of [0.1, 0.5, 0.75]) assert.ok(drawn.has(at(u, v)), `nothing at ${u}, ${v}`);
		}
		assert.ok(!drawn.has(0), "somebody in the corner");
	});

	it("changes the eyes alone in a blink", () => {
		const blink = { ...ada, look: { ...ada.look, eyes: 0 } };
		const changed = differing(
			drawPicture({ ...size, people: [ada] }),
			drawPicture({ ...size, people: [blink] }),
		);
		assert.ok(changed.length > 2);
		const { Top = 0, Height = 0 } = faceBox(ada, size);
		for (const px of changed) {
			const v = (Math.floor(px / size.widthPx) / size.heightPx - Top) / Height;
			assert.ok(v > 0.15 && v < 0.6, `a change at ${v} of the face's height`);
		}
	});
});
