import type { FaceDetail, FaceDetection } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { FaceEngine } from "../../src/api/engine.ts";
import type { FaceOperations } from "../../src/api/operations.ts";
import { readPages } from "../../src/api/results.ts";
import { toS3Video } from "../../src/api/video.ts";
import { startS3Server } from "../support/s3Server.ts";
import { compareWithTruth, readTruth, useSample } from "../support/sample.ts";
import { waitForEnd } from "../support/waitForEnd.ts";

type S3 = Awaited<ReturnType<typeof startS3Server>>;

export interface OpenedEngine {
	readonly engine: FaceEngine & FaceOperations;
	readonly close: () => Promise<void>;
}

const BUCKET = "videos";
const KEY = "a folder/the sample+100%.mp4";

/** What every engine keeps of Rekognition's StartFaceDetection and GetFaceDetection. */
export const describeFaceDetection = (
	name: string,
	open: (s3: S3) => Promise<OpenedEngine>,
): void => {
	describe(`face detection by ${name}`, () => {
		const sample = useSample();
		let s3: S3;
		let opened: OpenedEngine;
		let JobId: string;

		before(async () => {
			s3 = await startS3Server({
				buckets: {
					[BUCKET]: { [KEY]: readFileSync(sample.video), "notes.mp4": Buffer.from("not a video") },
				},
			});
			opened = await open(s3);
			JobId = await start(opened.engine, KEY);
			await waitForEnd(opened.engine, JobId);
		});
		after(async () => {
			await opened.close();
			await s3.stop();
		});

		it("finds every face that was drawn, and at most one that was not", async () => {
			const faces = await readFaces(opened.engine, JobId);
			const { drawn, missed, additional } = compareWithTruth(faces, readTruth(sample), 2);
			assert.ok(drawn >= 20, `${drawn} faces are too few to tell`);
			assert.deepEqual(missed, []);
			assert.ok(additional.length <= 1, additional.join("\n"));
		});

		it("gives the faces in the order of time, with the members of Rekognition's default set", async () => {
			const faces = await readFaces(opened.engine, JobId);
			const times = faces.map(({ Timestamp = NaN }) => Timestamp);
			assert.deepEqual(
				times,
				times.toSorted((a, b) => a - b),
			);
			assert.ok(times.every(Number.isInteger));
			for (const { Face } of faces) {
				const { Left, Top, Width, Height } = Face?.BoundingBox ?? {};
				for (const ratio of [Left, Top, Width, Height]) assert.ok(Number.isFinite(ratio));
				const { Confidence = NaN } = Face ?? {};
				assert.ok(Confidence > 0 && Confidence <= 100);
				assert.equal(Face?.Landmarks?.length, 5);
				assert.ok(Number.isFinite(Face.Pose?.Yaw) && Number.isFinite(Face.Quality?.Sharpness));
				assert.equal(Face.AgeRange, undefined);
			}
		});

		it("tells every attribute of a face when all are asked for", async () => {
			const { engine } = opened;
			const request = { Video: toS3Video(BUCKET, KEY), FaceAttributes: "ALL" } as const;
			const { JobId: all = "" } = await engine.startFaceDetection(request);
			await waitForEnd(engine, all);
			const faces = await readFaces(engine, all);
			assert.equal(faces.length, (await readFaces(engine, JobId)).length);
			for (const { Face } of faces) assertAllAttributes(Face ?? {});
		});

		it("tells of the video on every page what Rekognition tells", async () => {
			const pages = readPages(small(opened.engine), { JobId });
			let count = 0;
			for await (const { VideoMetadata, JobStatus } of pages) {
				count += 1;
				assert.equal(JobStatus, "SUCCEEDED");
				assert.equal(VideoMetadata?.Codec, "h264");
				assert.equal(VideoMetadata.Format, "QuickTime / MOV");
				assert.equal(VideoMetadata.FrameRate, 25);
				assert.deepEqual([VideoMetadata.FrameWidth, VideoMetadata.FrameHeight], [640, 360]);
			}
			assert.ok(count > 2);
		});

		it("gives the same faces on small pages as on one", async () => {
			const pages = await Array.fromAsync(readPages(small(opened.engine), { JobId }));
			assert.deepEqual(
				pages.flatMap(({ Faces = [] }) => Faces),
				await readFaces(opened.engine, JobId),
			);
		});

		it("takes an empty token for the first page and refuses one of another job", async () => {
			const { engine } = opened;
			const first = await engine.getFaceDetection({ JobId, MaxResults: 5, NextToken: "" });
			assert.equal(first.Faces?.length, 5);
			const other = await start(engine, KEY);
			await waitForEnd(engine, other);
			await assert.rejects(engine.getFaceDetection({ JobId: other, NextToken: first.NextToken }), {
				name: "InvalidPaginationTokenException",
			});
		});

		it("echoes the video and the tag, and says nothing of faces before it is done", async () => {
			const { engine } = opened;
			const Video = toS3Video(BUCKET, KEY);
			const { JobId: tagged = "" } = await engine.startFaceDetection({ Video, JobTag: "a/b=c" });
			assert.match(tagged, /^[a-zA-Z0-9-_]{1,64}$/);
			await waitForEnd(engine, tagged, (state) => {
				assert.deepEqual(state.Video, Video);
				assert.equal(state.JobTag, "a/b=c");
				assert.equal(state.JobId, tagged);
				if (state.JobStatus === "IN_PROGRESS")
					assert.deepEqual(
						[state.Faces, state.VideoMetadata, state.NextToken],
						[undefined, undefined, undefined],
					);
			});
		});

		it("makes one job of the same ClientRequestToken", async () => {
			const { engine } = opened;
			const request = { Video: toS3Video(BUCKET, KEY), ClientRequestToken: "the-same" };
			const jobs = await Promise.all(
				Array.from({ length: 12 }, () => engine.startFaceDetection(request)),
			);
			assert.equal(new Set(jobs.map((job) => job.JobId)).size, 1);
			await assert.rejects(engine.startFaceDetection({ ...request, JobTag: "other" }), {
				name: "IdempotentParameterMismatchException",
			});
			await waitForEnd(engine, jobs[0]?.JobId ?? "");
		});

		it("refuses at once an object that is not there", async () => {
			for (const Video of [toS3Video(BUCKET, "none.mp4"), toS3Video("no-such-bucket", KEY)])
				await assert.rejects(opened.engine.startFaceDetection({ Video }), {
					name: "InvalidS3ObjectException",
					message: /^Unable to get object metadata from S3\./,
				});
		});

		it("fails a job whose object is no video", async () => {
			const { JobStatus, StatusMessage, Faces } = await waitForEnd(
				opened.engine,
				await start(opened.engine, "notes.mp4"),
			);
			assert.equal(JobStatus, "FAILED");
			assert.match(StatusMessage ?? "", /^Unsupported codec\/format\./);
			assert.equal(Faces, undefined);
		});

		it("knows no job that was never started", async () => {
			await assert.rejects(opened.engine.getFaceDetection({ JobId: "f".repeat(64) }), {
				name: "ResourceNotFoundException",
			});
		});

		it("refuses a request without a video, and a page of nothing", async () => {
			const refused = { name: "InvalidParameterException" };
			await assert.rejects(opened.engine.startFaceDetection({ Video: {} }), refused);
			await assert.rejects(opened.engine.getFaceDetection({ JobId, MaxResults: 0 }), refused);
		});
	});
};

const start = async (engine: FaceEngine, key: string): Promise<string> => {
	const { JobId = "" } = await engine.startFaceDetection({ Video: toS3Video(BUCKET, key) });
	return JobId;
};

const readFaces = async (engine: FaceEngine, JobId: string): Promise<FaceDetection[]> => {
	const faces: FaceDetection[] = [];
	const get = engine.getFaceDetection.bind(engine);
	for await (const page of readPages(get, { JobId })) faces.push(...(page.Faces ?? []));
	return faces;
};

/** The same engine, asked for seven faces at a time. */
const small =
	(engine: FaceEngine): FaceEngine["getFaceDetection"] =>
	(request, options) =>
		engine.getFaceDetection({ ...request, MaxResults: 7 }, options);

const assertAllAttributes = (face: FaceDetail): void => {
	assert.equal(face.Landmarks?.length, 30);
	assert.equal(face.Emotions?.length, 9);
	const { Low = NaN, High = NaN } = face.AgeRange ?? {};
	assert.ok(Number.isInteger(Low) && Number.isInteger(High) && Low >= 0 && Low <= High);
	assert.match(face.Gender?.Value ?? "", /^(?:Male|Female)$/);
	const { Smile, Eyeglasses, Sunglasses, Beard, Mustache, EyesOpen, MouthOpen } = face;
	for (const told of [Smile, Eyeglasses, Sunglasses, Beard, Mustache, EyesOpen, MouthOpen]) {
		assert.equal(typeof told?.Value, "boolean");
		assert.ok(Number(told?.Confidence) >= 50 && Number(told?.Confidence) <= 100);
	}
};
