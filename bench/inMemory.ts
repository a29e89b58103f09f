import { Tensor } from "onnxruntime-node";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { createDetector } from "../src/local/createDetector.ts";
import { createDetectorPool, type DetectorPool } from "../src/local/detectorPool.ts";
import { convertModels, type FaceModels } from "../src/local/faceModels.ts";
import { openNetworks } from "../src/local/faceNetworks.ts";
import { createFaceReader } from "../src/local/faceReader.ts";
import type { Frame } from "../src/local/frame.ts";
import { readFrames } from "../src/local/frames.ts";
import { createSession } from "../src/local/onnx.ts";
import type { people } from "../scripts/sample/people.ts";
import { drawFrame, place } from "../test/local/drawnFrame.ts";
import { cpuSeconds } from "./processes.ts";

export interface Inferred {
	readonly millis: number;
	readonly frames: number;
	readonly faces: number;
	readonly cpuSeconds: number;
}

/** What the clips show: what each frame is made of. */
const SHOWN = { widthPx: 1920, heightPx: 1080 };

/** The pool on frames that need no decoding: gray costs the networks as much as faces do. */
export const infer = async (
	models: FaceModels,
	enginePath: string,
	frames: number,
): Promise<Inferred> => usePool(models, enginePath, frames, ({ gray }) => gray);

/** Crowds are drawn in rows of so many. */
const ROW = 5;
/** So many faces are looked at in all, that the time is no accident. */
const FACES_LOOKED_AT = 480;

/** The pool on a frame with so many faces. */
export const measureFaces = async (
	models: FaceModels,
	enginePath: string,
	faces: number,
): Promise<Inferred> =>
	usePool(models, enginePath, Math.ceil(FACES_LOOKED_AT / faces), ({ draw }) => draw(faces));

const usePool = async (
	models: FaceModels,
	enginePath: string,
	frames: number,
	choose: (from: { readonly gray: Frame; readonly draw: (faces: number) => Frame }) => Frame,
): Promise<Inferred> => {
	const program = pathToFileURL(enginePath);
	const pool = createDetectorPool(convertModels(models), {
		program,
		threads: availableParallelism(),
	});
	const size = pool.toFrameSize(SHOWN);
	const grayBytes = new Uint8Array(3 * size.paddedWidthPx * size.paddedHeightPx).fill(128);
	const frame = share(
		choose({
			gray: { ...size, timestampMillis: 0, planes: grayBytes },
			draw: (faces) => drawFrame(pool, crowdOf(faces)),
		}),
	);
	// Every thread has opened its networks before the clock starts.
	await lookAt(pool, frame, 1);
	await lookAt(pool, frame, 2 * pool.concurrency);
	const [startedMillis, startedCpu] = [performance.now(), cpuSeconds()];
	const faces = await lookAt(pool, frame, frames);
	const millis = performance.now() - startedMillis;
	const result = { millis, frames, faces, cpuSeconds: cpuSeconds() - startedCpu };
	await pool.dispose();
	return result;
};

/** So many times; says how many faces were found in all. */
const lookAt = async (pool: DetectorPool, frame: Frame, times: number): Promise<number> => {
	let [left, found] = [times, 0];
	const lane = async () => {
		while (left > 0) {
			left -= 1;
			const faces = await pool.detect(frame);
			found += faces.length;
		}
	};
	await Promise.all(Array.from({ length: pool.concurrency }, lane));
	return found;
};

/** As ffmpeg's frames are: nothing is copied on the way to the threads. */
const share = (frame: Frame): Frame => {
	const planes = new Uint8Array(new SharedArrayBuffer(frame.planes.length));
	planes.set(frame.planes);
	return { ...frame, planes };
};

const NAMES = [
	"ada",
	"bruno",
	"clara",
	"dev",
	"esi",
] as const satisfies readonly (keyof typeof people)[];

const crowdOf = (faces: number) => {
	const columns = Math.min(faces, ROW);
	const rows = Math.ceil(faces / ROW);
	const height = Math.min(0.5, 1.5 / columns, 0.65 / rows);
	return Array.from({ length: faces }, (_, i) => {
		const at = [((i % ROW) + 0.5) / columns, (Math.floor(i / ROW) + 0.5) / rows] as const;
		return place(NAMES[i % NAMES.length] ?? "ada", at, height);
	});
};

/** Processor time in milliseconds a frame, in one thread. */
export interface Stages {
	readonly frames: number;
	/** The network of the detector alone. */
	readonly network: number;
	/** With the conversion of its input and the reading of its outputs. */
	readonly detector: number;
	/** With all that is told of each face. */
	readonly reader: number;
}

const STAGE_FRAMES = 90;
const STAGE_ROUNDS = 5;

/** Frames of the clip, once decoded, over and over. */
export const measureStages = async (
	models: FaceModels,
	{ ffmpeg, file }: { readonly ffmpeg: string; readonly file: string },
): Promise<Stages> => {
	const { detector: model, ...others } = convertModels(models);
	const detector = await createDetector(model);
	const reader = createFaceReader(detector, await openNetworks(others));
	const session = await createSession(model.bytes);
	const frames: Frame[] = [];
	const request = { ffmpeg, file, size: detector.toFrameSize(SHOWN), samplesPerSecond: 5 };
	for await (const frame of readFrames(request)) if (frames.push(frame) === STAGE_FRAMES) break;
	const inputs = frames.map((frame) => toInput(frame, model.entry.name));
	const stages = {
		network: (i: number) => session.run(inputs[i] ?? {}),
		detector: (i: number) => frames[i] && detector.detect(frames[i]),
		reader: (i: number) => frames[i] && reader.detect(frames[i]),
	};
	const best = { network: Infinity, detector: Infinity, reader: Infinity };
	for (let round = 0; round < STAGE_ROUNDS; round += 1)
		for (const name of ["network", "detector", "reader"] as const) {
			const before = process.threadCpuUsage();
			for (const i of frames.keys()) await stages[name](i);
			const { user, system } = process.threadCpuUsage(before);
			best[name] = Math.min(best[name], (user + system) / 1000 / frames.length);
		}
	return { frames: frames.length, ...best };
};

const toInput = ({ planes, paddedWidthPx, paddedHeightPx }: Frame, name: string) => {
	const shape = [1, 3, paddedHeightPx, paddedWidthPx];
	return name === "yunet"
		? { input: new Tensor("float32", Float32Array.from(planes), shape) }
		: { picture: new Tensor("uint8", Uint8Array.from(planes), shape) };
};
