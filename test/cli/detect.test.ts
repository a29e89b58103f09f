import type { FaceDetection, GetFaceDetectionResponse } from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Notes } from "../../src/api/engine.ts";
import { findOnPath } from "../../scripts/onPath.ts";
import { makeMedia } from "../support/ffmpeg.ts";
import { startS3Server } from "../support/s3Server.ts";
import { compareWithTruth, readTruth, useSample } from "../support/sample.ts";
import { type Ended, program, root, useFacereel } from "./facereel.ts";

type Document = GetFaceDetectionResponse & Notes;

const SSD = ["--detector", "ssd"];
const SAMPLES_PER_SECOND = 2;

/** The document of a run that went well and had nothing to say. */
const parseDocument = ({ exitCode, stdout, stderr }: Ended): Document => {
	assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" });
	return JSON.parse(stdout);
};

describe("facereel detect", () => {
	const { folder, start, run } = useFacereel();
	const sample = useSample();

	const assertDrawn = (faces: readonly FaceDetection[] = []) => {
		const { drawn, missed, additional } = compareWithTruth(
			faces,
			readTruth(sample),
			SAMPLES_PER_SECOND,
		);
		assert.ok(drawn >= 20);
		assert.deepEqual(missed, []);
		assert.ok(additional.length <= 1, additional.join("\n"));
	};

	it("finds every face that was drawn, run by npx in the checkout", async () => {
		const ended = await start("npx", ["facereel", "detect", sample.video, ...SSD], {
			cwd: root,
			env: { npm_config_cache: folder.join("npm"), npm_config_offline: "true" },
		});
		assertDrawn(parseDocument(ended).Faces);
	});

	it("finds every face that was drawn, with the downloaded detector", async function () {
		const models = process.env["FACEREEL_MODELS"];
		// The model is not in the repository, and tests do not download.
		if (!models) return this.skip();
		const ended = await run(["detect", sample.video, "--detector", "yunet", "--models", models]);
		const document = parseDocument(ended);
		assert.deepEqual(document.models, ["yunet", "landmarks68", "embedder"]);
		assertDrawn(document.Faces);
	});

	it("prints the response of GetFaceDetection as one JSON document", async () => {
		const ended = await run(["detect", sample.video, ...SSD]);
		const { Faces, JobId, Video, VideoMetadata, ...members } = parseDocument(ended);
		assert.deepEqual(members, {
			JobStatus: "SUCCEEDED",
			models: ["ssd", "landmarks68", "embedder"],
		});
		assert.match(JobId ?? "", /^[\da-f]+$/u);
		assert.match(Video?.S3Object?.Name ?? "", /^file:.*\/sample\.mp4$/u);
		const { durationMillis } = readTruth(sample);
		assert.equal(VideoMetadata?.DurationMillis, durationMillis);
		assert.equal(VideoMetadata?.Codec, "h264");
		assert.ok((Faces?.length ?? 0) > 0);
	});

	it("looks as often as it is told to", async () => {
		const often = ["--samples-per-second", "4"];
		const { Faces = [] } = parseDocument(await run(["detect", sample.video, ...SSD, ...often]));
		const instants = [...new Set(Faces.map(({ Timestamp = 0 }) => Timestamp))];
		assert.ok(instants.some((millis) => millis % 500 >= 200 && millis % 500 <= 250));
	});

	it("prints an empty list for a wide video without a face", async () => {
		const video = folder.join("wide.mp4");
		await makeMedia("-f", "lavfi", "-i", "color=gray:size=1280x160:rate=10:duration=2", video);
		const ended = await run(["detect", video, ...SSD]);
		assert.deepEqual(parseDocument(ended).Faces, []);
		assert.match(ended.stdout, /^ {2}"Faces": \[\]\n\}\n$/mu);
	});

	it("shows its progress on a terminal, and nothing of it in the document", async function () {
		// script(1) of util-linux gives a program a terminal.
		if (process.platform !== "linux" || !findOnPath(["script"])) return this.skip();
		const command = `'${process.execPath}' '${program}' detect '${sample.video}' --detector ssd > document.json`;
		const { exitCode, stdout } = await start("script", ["-qec", command, "/dev/null"]);
		assert.equal(exitCode, 0, stdout);
		assert.match(stdout, /Analysing … \d+ %/u);
		assert.ok(stdout.endsWith("\r\u001B[K"));
		assertDrawn(JSON.parse(readFileSync(folder.join("document.json"), "utf8")).Faces);
	});

	describe("on S3", () => {
		let server: Awaited<ReturnType<typeof startS3Server>>;
		const detect = (address: string) =>
			run(["detect", address, ...SSD, "--endpoint-url", server.endpoint], {
				env: {
					AWS_REGION: "us-east-1",
					AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
					AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
				},
			});

		before(async () => {
			server = await startS3Server({ buckets: { clips: { "people/one day.mp4": sample.video } } });
		});

		after(() => server.stop());

		it("finds what it finds in the same file on disk", async () => {
			const { Faces, Video } = parseDocument(await detect("s3://clips/people/one day.mp4"));
			assert.deepEqual(Video, { S3Object: { Bucket: "clips", Name: "people/one day.mp4" } });
			assertDrawn(Faces);
		});

		it("says in one line that an object is not there", async () => {
			const { exitCode, stdout, stderr } = await detect("s3://clips/people/none.mp4");
			assert.deepEqual({ exitCode, stdout }, { exitCode: 1, stdout: "" });
			assert.match(stderr, /^facereel: [^\n]*no such [^\n]*key[^\n]*\n$/u);
		});
	});
});
