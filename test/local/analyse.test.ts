import assert from "node:assert/strict";
import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { analyse, type AnalysisParts } from "../../src/local/analyse.ts";
import type { AnalysisEvent } from "../../src/local/analysis.ts";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import type { Frame } from "../../src/local/frame.ts";
import { makeMedia } from "../support/ffmpeg.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

/** Sees one face in each frame, as wide as the frame is bright, and somebody else every two seconds. */
const reader = (modelNames: readonly string[] = ["fake"]): AnalysisParts["reader"] => ({
	modelName: "fake",
	modelNames,
	concurrency: 3,
	toFrameSize: () => ({ widthPx: 640, heightPx: 360, paddedWidthPx: 640, paddedHeightPx: 360 }),
	detect: glance,
	glance,
	embed: async (frame, faces) => faces.map(() => toLooks(frame)),
});

const glance = async ({ planes }: Frame): Promise<readonly FaceDetail[]> => [
	{ BoundingBox: { Left: 0.4, Top: 0.3, Width: 0.1 + (planes[0] ?? 0) / 2550, Height: 0.4 } },
];

const toLooks = ({ timestampMillis }: Frame): Float32Array => {
	const looks = new Float32Array(128);
	looks[Math.floor(timestampMillis / 2000)] = 1;
	return looks;
};

/** Frames that get brighter and brighter. */
const toSource = (seconds: number): string =>
	`color=black:size=64x36:rate=10:duration=${seconds},geq=lum='16+mod(N,200)':cb=128:cr=128`;

const framesOf = (events: readonly AnalysisEvent[]) =>
	events.filter((event) => event.type === "frame");

const indexesOf = (events: readonly AnalysisEvent[]) =>
	framesOf(events).flatMap(({ faces }) => faces.map(({ index = -1 }) => index));

describe("an analysis", () => {
	const folder = useTemporaryFolder();
	const file = () => folder.join("gray.mp4");
	const long = () => folder.join("long.mp4");
	before(async () => {
		const encoder = "-c:v libx264 -preset ultrafast -g 20 -pix_fmt yuv420p".split(" ");
		await makeMedia("-f", "lavfi", "-i", toSource(8), ...encoder, file());
		await makeMedia("-f", "lavfi", "-i", toSource(140), ...encoder, long());
	});
	const run = (
		more: Parameters<typeof analyse>[0] | object = {},
		parts: AnalysisParts["reader"] = reader(),
	): Promise<AnalysisEvent[]> =>
		Array.fromAsync(
			analyse(
				{ file: file(), samplesPerSecond: 5, FaceAttributes: "DEFAULT", ...more },
				{ ffmpeg: findFfmpeg(), reader: parts },
				{ checkpointMillis: 0 },
			),
		);

	it("says whose each face is", async () => {
		const indexes = indexesOf(await run());
		assert.equal(indexes.length, 40);
		assert.deepEqual([...new Set(indexes)], [0, 1, 2, 3]);
		assert.deepEqual(
			indexes,
			indexes.toSorted((a, b) => a - b),
		);
	});

	it("goes on from any checkpoint as if it had never stopped", async () => {
		const whole = await run();
		const checkpoints = whole.filter((event) => event.type === "checkpoint");
		assert.equal(checkpoints.length, 40);
		for (const checkpoint of [checkpoints[3], checkpoints[20], checkpoints[38]]) {
			assert.ok(checkpoint);
			const rest = await run({ resume: { ...checkpoint, models: ["fake"] } });
			assert.equal(rest[0]?.type === "video" && rest[0].isResumed, true);
			assert.deepEqual(
				framesOf(rest),
				framesOf(whole).filter(({ Timestamp }) => Timestamp > checkpoint.timestampMillis),
			);
		}
	});

	it("begins anew where other models would see other faces", async () => {
		const checkpoint = (await run()).find((event) => event.type === "checkpoint");
		assert.ok(checkpoint);
		const anew = await run({ resume: { ...checkpoint, models: ["another"] } });
		assert.equal(anew[0]?.type === "video" && anew[0].isResumed, false);
		assert.equal(framesOf(anew).length, 40);
	});

	it("looks over the whole of a long video before it goes through it", async () => {
		const events = await run({ file: long() });
		const order = events.map(({ type }) => type).filter((type) => type !== "checkpoint");
		assert.deepEqual(order.slice(0, 72), [
			"video",
			...Array.from({ length: 70 }, () => "glance"),
			"frame",
		]);
		const glanced = events.flatMap((event) => (event.type === "glance" ? event.faces : []));
		const times = glanced.map(({ Timestamp = 0 }) => Timestamp);
		assert.deepEqual(
			times,
			Array.from({ length: 70 }, (_, i) => i * 2000),
		);
		const found = framesOf(events).flatMap(({ faces }) => faces);
		for (const { Timestamp, Face } of glanced)
			assert.deepEqual(found.find((each) => each.Timestamp === Timestamp)?.Face, Face);
		assert.ok(!(await run()).some(({ type }) => type === "glance"));
	});

	it("goes through a video all the same when the look over it fails", async () => {
		const blind = { ...reader(), glance: () => Promise.reject(new Error("blind")) };
		const events = await run({ file: long() }, blind);
		assert.equal(framesOf(events).length, 700);
	});
});
