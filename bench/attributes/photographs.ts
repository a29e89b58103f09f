import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Detector } from "../../src/local/detector.ts";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import type { Frame } from "../../src/local/frame.ts";
import { sizeOf } from "./drawn.ts";
import { ATTRIBUTES, type Told, type Truth } from "./tally.ts";

/** What a person sees of a face: where its middle is in the picture, in ratios, and what is true of it. */
interface Label {
	readonly picture: string;
	readonly x: number;
	readonly y: number;
	readonly truth: Truth;
}

/** A list of { picture, x, y, Beard: true, … }; what cannot be told is left out. */
export const readLabels = (file: string): readonly Label[] => {
	const list: unknown = JSON.parse(readFileSync(file, "utf8"));
	if (!Array.isArray(list)) throw new Error(`${file} is no list of faces.`);
	return list.map((entry: unknown): Label => {
		if (typeof entry !== "object" || entry === null) throw new Error(`${file} lists no faces.`);
		const fields = new Map<string, unknown>(Object.entries(entry));
		const [picture, x, y] = ["picture", "x", "y"].map((name) => fields.get(name));
		if (typeof picture !== "string" || typeof x !== "number" || typeof y !== "number")
			throw new Error(`${file}: a face needs a picture, x and y.`);
		const known = ATTRIBUTES.map((name) => [name, fields.get(name)] as const);
		const truth = Object.fromEntries(known.filter(([, value]) => typeof value === "boolean"));
		return { picture, x, y, truth };
	});
};

/** In ratios of the picture's width. */
const NEAR = 0.03;

/** Reads the labelled faces of a folder's pictures; those that are not found are undefined. */
export const readPhotographs = async (
	reader: Detector,
	folder: string,
	labels: readonly Label[],
): Promise<readonly (Told | undefined)[]> => {
	const told: (Told | undefined)[] = [];
	for (const name of new Set(labels.map(({ picture }) => picture))) {
		const frame = decode(reader, path.join(folder, name));
		const faces = await reader.detect(frame);
		for (const { x, y, truth } of labels.filter(({ picture }) => picture === name)) {
			const face = faces.find(
				({ BoundingBox: { Left = 0, Top = 0, Width = 0, Height = 0 } = {} }) => {
					const away = Math.hypot(Left + Width / 2 - x, Top + Height / 2 - y);
					return away < NEAR;
				},
			);
			const facePx = face ? sizeOf(face, frame.widthPx, frame.heightPx) : 0;
			told.push(face && { face, truth, facePx });
		}
	}
	return told;
};

const decode = (reader: Detector, file: string): Frame => {
	const { widthPx, heightPx } = measure(file);
	const size = reader.toFrameSize({ widthPx, heightPx });
	const filters = [
		`scale=${size.widthPx}:${size.heightPx}:flags=bilinear`,
		"format=gbrp",
		`pad=${size.paddedWidthPx}:${size.paddedHeightPx}:0:0`,
	];
	const pixels = ["-vf", filters.join(","), "-pix_fmt", "gbrp", "-f", "rawvideo", "pipe:1"];
	return { ...size, timestampMillis: 0, planes: new Uint8Array(run(file, pixels)) };
};

/** ffmpeg writes the size at the start of a portable pixmap. */
const measure = (file: string): { readonly widthPx: number; readonly heightPx: number } => {
	const pixmap = run(file, ["-f", "image2pipe", "-c:v", "ppm", "pipe:1"]);
	const [, width, height] = /^P6\s+(\d+)\s+(\d+)/u.exec(pixmap.toString("latin1", 0, 64)) ?? [];
	if (width === undefined || height === undefined) throw new Error(`${file} is no picture.`);
	return { widthPx: Number(width), heightPx: Number(height) };
};

const MAX_BYTES = 400e6;

const run = (file: string, args: readonly string[]): Buffer => {
	const all = ["-v", "error", "-nostdin", "-i", `file:${file}`, "-frames:v", "1", ...args];
	const { status, stdout, stderr } = spawnSync(findFfmpeg(), all, { maxBuffer: MAX_BYTES });
	if (status !== 0) throw new Error(`${file}: ${stderr.toString()}`);
	return stdout;
};
