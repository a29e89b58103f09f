import type { Detector } from "../../src/local/detector.ts";
import type { Frame } from "../../src/local/frame.ts";
import { people } from "../../scripts/sample/people.ts";
import type { Placed } from "../../scripts/sample/person.ts";
import { drawPicture } from "../../scripts/sample/picture.ts";

/** Somebody at rest who looks into the camera. */
export const place = (
	name: keyof typeof people,
	at: readonly [number, number],
	height: number,
): Placed => ({
	who: people[name],
	at,
	height,
	turn: { yaw: 0, pitch: 0, roll: 0 },
	look: { smile: 0, open: 0, eyes: 1, gaze: [0, 0] },
});

/** A drawn picture in the frame that a detector asks for of a 1280 × 720 video. */
export const drawFrame = (detector: Detector, shown: readonly Placed[]): Frame => {
	const size = detector.toFrameSize({ widthPx: 1280, heightPx: 720 });
	const rgb = drawPicture({ widthPx: size.widthPx, heightPx: size.heightPx, people: shown });
	const area = size.paddedWidthPx * size.paddedHeightPx;
	const planes = new Uint8Array(3 * area);
	for (let y = 0; y < size.heightPx; y += 1) {
		for (let x = 0; x < size.widthPx; x += 1) {
			const source = (y * size.widthPx + x) * 3;
			const target = y * size.paddedWidthPx + x;
			planes[target] = rgb[source + 1] ?? 0;
			planes[area + target] = rgb[source + 2] ?? 0;
			planes[2 * area + target] = rgb[source] ?? 0;
		}
	}
	return { ...size, timestampMillis: 0, planes };
};
