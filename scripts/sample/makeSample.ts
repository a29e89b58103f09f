import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { encode, type VideoShape } from "./encode.ts";
import { createPainter } from "./picture.ts";
import { sampleSeconds, sceneAt } from "./scene.ts";
import { trueFaces, type SampleTruth } from "./truth.ts";

export interface SampleOptions {
	readonly ffmpeg: string;
	/** Where sample.mp4 and sample.json go. */
	readonly outDir: string;
	/** How much is done, 0..1. */
	readonly onProgress?: (done: number) => void;
	/** Less than the whole scene, for tests. */
	readonly seconds?: number;
	readonly abortSignal?: AbortSignal;
}

/** The files of a sample. */
export interface Sample {
	readonly video: string;
	readonly truth: string;
}

/** Draws the sample video and writes down who is where in it; does nothing where that is done. */
export const makeSample = async (options: SampleOptions): Promise<Sample> => {
	const { outDir, seconds = sampleSeconds } = options;
	const shape = { widthPx: 640, heightPx: 360, framesPerSecond: 25, seconds };
	const sample = { video: join(outDir, "sample.mp4"), truth: join(outDir, "sample.json") };
	const madeFrom = await digest(shape);
	if (await isMade(sample, madeFrom)) return sample;
	await mkdir(outDir, { recursive: true });
	const made = {
		video: `${sample.video}.${process.pid}.part`,
		truth: `${sample.truth}.${process.pid}.part`,
	};
	try {
		await encode(draw(shape, options), shape, made.video, options);
		await writeFile(made.truth, JSON.stringify(toTruth(shape, madeFrom)));
		await rename(made.video, sample.video);
		await rename(made.truth, sample.truth);
	} finally {
		await rm(made.video, { force: true });
		await rm(made.truth, { force: true });
	}
	return sample;
};

const digest = async (shape: VideoShape): Promise<string> => {
	const hash = createHash("sha256").update(JSON.stringify(shape));
	const names = await readdir(import.meta.dirname);
	for (const name of names.filter((each) => each.endsWith(".ts")).toSorted()) {
		hash.update(name).update(await readFile(join(import.meta.dirname, name)));
	}
	return hash.digest("hex");
};

const isMade = async ({ video, truth }: Sample, madeFrom: string): Promise<boolean> => {
	try {
		await stat(video);
		const known: unknown = JSON.parse(await readFile(truth, "utf8"));
		return (
			typeof known === "object" &&
			known !== null &&
			"madeFrom" in known &&
			known.madeFrom === madeFrom
		);
	} catch {
		// A missing or broken sample is one to make.
		return false;
	}
};

const framesOf = ({ framesPerSecond, seconds }: VideoShape): readonly number[] =>
	Array.from(
		{ length: Math.round(framesPerSecond * seconds) },
		(_, frame) => frame / framesPerSecond,
	);

async function* draw(
	shape: VideoShape,
	{ onProgress, abortSignal }: SampleOptions,
): AsyncGenerator<Uint8Array> {
	const paint = createPainter(shape);
	for (const seconds of framesOf(shape)) {
		abortSignal?.throwIfAborted();
		yield paint(sceneAt(seconds), seconds);
		onProgress?.((seconds + 1 / shape.framesPerSecond) / shape.seconds);
		// Drawing keeps the thread busy: let ffmpeg's pipe and a cancellation have their turn.
		await setImmediate();
	}
}

const toTruth = (shape: VideoShape, madeFrom: string): SampleTruth => ({
	madeFrom,
	widthPx: shape.widthPx,
	heightPx: shape.heightPx,
	framesPerSecond: shape.framesPerSecond,
	durationMillis: shape.seconds * 1000,
	frames: framesOf(shape).map((seconds) => ({
		timestampMillis: Math.floor(seconds * 1000 + 1e-6),
		faces: trueFaces(sceneAt(seconds), shape),
	})),
});
