import type { BoundingBox, FaceDetection } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { FoundFace } from "../../src/api/engine.ts";
import { iou } from "../../src/core/boxes.ts";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { makeSample, type Sample } from "../../scripts/sample/makeSample.ts";
import type { SampleTruth } from "../../scripts/sample/truth.ts";

/** The sample video that "npm start" opens, drawn once for all tests. */
export const useSample = (): Sample => {
	const sample = { video: "", truth: "" };
	before("the sample video is drawn", async function () {
		this.timeout(180_000);
		const outDir = path.resolve(import.meta.dirname, "../../build/sample");
		Object.assign(sample, await makeSample({ ffmpeg: findFfmpeg(), outDir }));
	});
	return sample;
};

export const readTruth = ({ truth }: Sample): SampleTruth =>
	JSON.parse(readFileSync(truth, "utf8"));

/** How a result compares with what was drawn. */
export interface Comparison {
	readonly drawn: number;
	readonly missed: readonly string[];
	readonly additional: readonly string[];
}

const SAME_FACE_IOU = 0.5;

/** Compares at every sampled instant; a face that is half outside may be found or not. */
export const compareWithTruth = (
	faces: readonly FaceDetection[],
	truth: SampleTruth,
	samplesPerSecond: number,
): Comparison => {
	const missed: string[] = [];
	const additional: string[] = [];
	let drawn = 0;
	for (const { timestampMillis, faces: drawnFaces } of sampled(truth, samplesPerSecond)) {
		const found = faces.filter(({ Timestamp }) => Timestamp === timestampMillis);
		for (const { identity, BoundingBox, partial } of drawnFaces) {
			if (partial) continue;
			drawn += 1;
			if (!found.some(({ Face }) => isSame(Face?.BoundingBox, BoundingBox)))
				missed.push(`${identity} at ${timestampMillis}`);
		}
		for (const { Face } of found)
			if (!drawnFaces.some(({ BoundingBox }) => isSame(Face?.BoundingBox, BoundingBox)))
				additional.push(`${JSON.stringify(Face?.BoundingBox)} at ${timestampMillis}`);
	}
	return { drawn, missed, additional };
};

/** Each person that was drawn has one number throughout a result, counted from 0 as they come. */
export const assertOneIndexEach = (faces: readonly FoundFace[], truth: SampleTruth): void => {
	const pairs = new Set<string>();
	for (const { Timestamp, Face, index } of faces) {
		const drawn = truth.frames
			.find(({ timestampMillis }) => timestampMillis === Timestamp)
			?.faces.find(({ BoundingBox }) => isSame(Face?.BoundingBox, BoundingBox));
		if (drawn) pairs.add(`${drawn.identity} ${index}`);
	}
	assert.deepEqual([...pairs], ["Ada 0", "Bruno 1", "Clara 2", "Esi 3", "Dev 4"]);
};

const isSame = (found: BoundingBox | undefined, drawn: BoundingBox): boolean =>
	found !== undefined && iou(found, drawn) >= SAME_FACE_IOU;

/** The last frame at or before each sampling instant. */
const sampled = ({ frames, durationMillis }: SampleTruth, samplesPerSecond: number) =>
	Array.from({ length: Math.ceil((durationMillis / 1000) * samplesPerSecond) }, (_, slot) =>
		frames.findLast(({ timestampMillis }) => timestampMillis <= (slot * 1000) / samplesPerSecond),
	).filter((frame) => frame !== undefined);
