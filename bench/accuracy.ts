import path from "node:path";
import { iou } from "../src/core/boxes.ts";
import { createDetector } from "../src/local/createDetector.ts";
import type { Detector } from "../src/local/detector.ts";
import type { Frame } from "../src/local/frame.ts";
import { findModelEntry } from "../src/local/modelManifest.ts";
import { findModel } from "../src/local/models.ts";
import {
	CONDITIONS,
	makeHardFrames,
	type HardFrame,
	SIZES_PX,
} from "../test/support/hardFrames.ts";

const SEED = 1;
const OF_EACH = 12;
/** A face is found when a box overlaps it by so much. */
const FOUND_IOU = 0.5;

/** What became of the faces of one condition and size. */
interface Tally {
	readonly drawn: number;
	readonly found: number;
	readonly boxes: number;
}

/** `node bench/accuracy.ts`: which drawn faces each detector finds, and what it takes for faces besides. */
const main = async (): Promise<void> => {
	const detectors = await openDetectors();
	const tallies = new Map(detectors.map(({ modelName }) => [modelName, new Map<string, Tally>()]));
	for (const frame of makeHardFrames(SEED, OF_EACH)) {
		const picture = { ...frame, rgb: frame.draw() };
		for (const detector of detectors) {
			const tally = await tallyUp(detector, picture);
			const table = tallies.get(detector.modelName);
			const key = toKey(frame.condition, frame.sizePx);
			table?.set(key, sum([table.get(key), tally]));
		}
	}
	for (const [modelName, table] of tallies) report(modelName, table);
};

const openDetectors = async (): Promise<readonly Detector[]> => {
	const built = path.resolve(import.meta.dirname, "../models/built");
	const folders = [process.env["FACEREEL_MODELS"], built].filter((folder) => folder !== undefined);
	const detectors: Detector[] = [];
	for (const name of ["yunet", "ssd"]) {
		const entry = findModelEntry(name);
		const { bytes } = await findModel(entry, folders);
		if (bytes) detectors.push(await createDetector({ entry, bytes }));
		else console.log(`Left out: ${name} (in none of ${folders.join(", ")}).`);
	}
	return detectors;
};

/** A drawn picture. */
interface Drawn extends HardFrame {
	readonly rgb: Uint8Array;
}

const tallyUp = async (detector: Detector, { faces, ...picture }: Drawn): Promise<Tally> => {
	const found = await detector.detect(toFrame(detector, picture));
	const left = [...found];
	let count = 0;
	for (const { BoundingBox } of faces) {
		const at = left.findIndex((face) => iou(face.BoundingBox ?? {}, BoundingBox) >= FOUND_IOU);
		if (at < 0) continue;
		left.splice(at, 1);
		count += 1;
	}
	return { drawn: faces.length, found: count, boxes: found.length };
};

/** The picture in the size the detector asks for, between pixels where these do not fall together. */
const toFrame = (
	detector: Detector,
	picture: Pick<Drawn, "widthPx" | "heightPx" | "rgb">,
): Frame => {
	const size = detector.toFrameSize(picture);
	const area = size.paddedWidthPx * size.paddedHeightPx;
	const planes = new Uint8Array(3 * area);
	for (let y = 0; y < size.heightPx; y += 1)
		for (let x = 0; x < size.widthPx; x += 1) {
			const u = ((x + 0.5) * picture.widthPx) / size.widthPx - 0.5;
			const v = ((y + 0.5) * picture.heightPx) / size.heightPx - 0.5;
			for (const [plane, channel] of [1, 2, 0].entries())
				planes[plane * area + y * size.paddedWidthPx + x] = read(picture, u, v, channel);
		}
	return { ...size, timestampMillis: 0, planes };
};

const read = (
	{ widthPx, heightPx, rgb }: Pick<Drawn, "widthPx" | "heightPx" | "rgb">,
	u: number,
	v: number,
	channel: number,
): number => {
	const [left, top] = [Math.max(0, Math.floor(u)), Math.max(0, Math.floor(v))];
	const [right, bottom] = [Math.min(widthPx - 1, left + 1), Math.min(heightPx - 1, top + 1)];
	const [fx, fy] = [Math.max(0, u - left), Math.max(0, v - top)];
	const at = (x: number, y: number) => rgb[(y * widthPx + x) * 3 + channel] ?? 0;
	const upper = at(left, top) * (1 - fx) + at(right, top) * fx;
	const lower = at(left, bottom) * (1 - fx) + at(right, bottom) * fx;
	return Math.round(upper * (1 - fy) + lower * fy);
};

const toKey = (condition: string, [low, high]: readonly [number, number]): string =>
	`${condition} ${low} to ${high}`;

const sum = (tallies: readonly (Tally | undefined)[]): Tally => ({
	drawn: tallies.reduce((total, tally) => total + (tally?.drawn ?? 0), 0),
	found: tallies.reduce((total, tally) => total + (tally?.found ?? 0), 0),
	boxes: tallies.reduce((total, tally) => total + (tally?.boxes ?? 0), 0),
});

const report = (modelName: string, table: ReadonlyMap<string, Tally>): void => {
	const cell = (tallies: readonly (Tally | undefined)[]): string => {
		const { drawn, found, boxes } = sum(tallies);
		const wrong = boxes - found;
		return `${found}/${drawn}${wrong > 0 ? ` + ${wrong} false` : ""}`;
	};
	const names = SIZES_PX.map(([low, high]) => `${low} to ${high} px`);
	console.log(`\n### ${modelName}\n`);
	console.log(`| condition | ${names.join(" | ")} |\n|---${"|---".repeat(names.length)}|`);
	for (const condition of CONDITIONS) {
		const cells = SIZES_PX.map((sizePx) => cell([table.get(toKey(condition, sizePx))]));
		console.log(`| ${condition} | ${cells.join(" | ")} |`);
	}
	const large = sum(
		SIZES_PX.filter(([low]) => low >= 40).flatMap((sizePx) =>
			CONDITIONS.map((condition) => table.get(toKey(condition, sizePx))),
		),
	);
	const recall = ((large.found / large.drawn) * 100).toFixed(1);
	const wrong = (((large.boxes - large.found) / large.boxes) * 100).toFixed(1);
	console.log(`\nFrom 40 px on: ${recall} % found, ${wrong} % of the boxes false.`);
};

await main();
