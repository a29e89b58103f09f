import {
	CreateCollectionCommand,
	GetFaceDetectionCommand,
	type GetFaceDetectionResponse,
	IndexFacesCommand,
	ListFacesCommand,
	RekognitionClient,
	StartFaceDetectionCommand,
} from "@aws-sdk/client-rekognition";
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { makeMedia } from "../support/ffmpeg.ts";
import { createRandom } from "../support/random.ts";
import { startS3Server } from "../support/s3Server.ts";
import { readTruth, useSample } from "../support/sample.ts";
import { startSnsServer } from "../support/snsServer.ts";
import { program, useFacereel } from "./facereel.ts";

const KILLS = 10;
const BUCKET = "videos";
const NotificationChannel = {
	SNSTopicArn: "arn:aws:sns:us-east-1:123456789012:done",
	RoleArn: "arn:aws:iam::123456789012:role/r",
};

const toVideo = (Name: string) => ({ S3Object: { Bucket: BUCKET, Name } });
const untilEnded = async (client: RekognitionClient, JobId: string) => {
	for (;;) {
		const state = await client.send(new GetFaceDetectionCommand({ JobId }));
		if (state.JobStatus !== "IN_PROGRESS") return state;
		await wait(100);
	}
};

describe("facereel serve", () => {
	const { folder } = useFacereel();
	const sample = useSample();
	let s3: Awaited<ReturnType<typeof startS3Server>>;
	let sns: Awaited<ReturnType<typeof startSnsServer>>;
	const running = new Set<ChildProcess>();

	before(async () => {
		s3 = await startS3Server({
			buckets: { [BUCKET]: { "a b+100%.mp4": readFileSync(sample.video) } },
		});
		sns = await startSnsServer();
		await makeMedia("-i", sample.video, "-c:v", "mpeg4", folder.join("other.mp4"));
		await makeMedia("-i", sample.video, "-frames:v", "1", folder.join("still.jpg"));
		s3.put(BUCKET, "other.mp4", readFileSync(folder.join("other.mp4")));
		s3.put(BUCKET, "notes.mp4", Buffer.from("not a video"));
	});
	after(async () => {
		for (const child of running) child.kill("SIGKILL");
		await s3.stop();
		sns.stop();
	});

	const env = () => ({
		...process.env,
		HOME: folder.path,
		XDG_CACHE_HOME: folder.join("cache"),
		AWS_EC2_METADATA_DISABLED: "true",
		AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
		AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
		AWS_REGION: "us-east-1",
		AWS_DEFAULT_REGION: "us-east-1",
		AWS_ENDPOINT_URL_S3: s3.endpoint,
		AWS_ENDPOINT_URL_SNS: sns.endpoint,
		FACEREEL_SECRET_ACCESS_KEY: "the-secret",
	});

	const serve = async (data: string, ...options: readonly string[]) => {
		const words = ["serve", "--data", folder.join(data), "--detector", "ssd", ...options];
		const child = spawn(process.execPath, [program, ...words], {
			env: env(),
			stdio: ["ignore", "pipe", "inherit"],
		});
		running.add(child);
		const exited = new Promise<number | null>((resolve) => {
			child.once("exit", (code) => {
				running.delete(child);
				resolve(code);
			});
		});
		const [line = ""] = await Array.fromAsync(firstLine(child));
		const [, url = ""] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
		assert.ok(url, line);
		const client = new RekognitionClient({
			endpoint: url,
			region: "us-east-1",
			credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "the-secret" },
		});
		return { child, client, url, exited };
	};

	it("answers the SDK from start to result, checks signatures, and stops when it is asked to", async () => {
		const { child, client, url, exited } = await serve("signed", "--access-key", "AKIDEXAMPLE");
		const request = { Video: toVideo("a b+100%.mp4"), NotificationChannel, JobTag: "tag" };
		const { JobId = "" } = await client.send(new StartFaceDetectionCommand(request));
		const { JobStatus, Faces = [], VideoMetadata, JobTag } = await untilEnded(client, JobId);
		assert.deepEqual([JobStatus, JobTag], ["SUCCEEDED", "tag"]);
		assert.ok(Faces.length > 20);
		assert.equal(VideoMetadata?.Format, "QuickTime / MOV");
		const [notice] = await untilPublished(JobId, 1);
		assert.equal(notice?.Status, "SUCCEEDED");
		const stranger = new RekognitionClient({
			endpoint: url,
			region: "us-east-1",
			credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a guess" },
		});
		await assert.rejects(stranger.send(new GetFaceDetectionCommand({ JobId })), {
			name: "InvalidSignatureException",
		});
		child.kill("SIGTERM");
		assert.equal(await exited, 0);
	});

	const untilPublished = async (JobId: string, count: number) => {
		for (let looks = 0; ; looks += 1) {
			const notices = sns.published
				.map(({ message }): { JobId: string; Status: string } => JSON.parse(message))
				.filter((notice) => notice.JobId === JobId);
			if (notices.length >= count || looks > 300) return notices;
			await wait(100);
		}
	};

	it("fails what Amazon Rekognition fails, in its words", async () => {
		const { child, client, exited } = await serve("strict");
		for (const name of ["other.mp4", "notes.mp4"]) {
			const start = new StartFaceDetectionCommand({ Video: toVideo(name) });
			const { JobId = "" } = await client.send(start);
			const { JobStatus, StatusMessage } = await untilEnded(client, JobId);
			assert.deepEqual([JobStatus, StatusMessage], ["FAILED", "Unsupported codec/format."]);
		}
		const file = { S3Object: { Name: "file:///etc/passwd" } };
		await assert.rejects(client.send(new StartFaceDetectionCommand({ Video: file })), {
			name: "InvalidParameterException",
			message: "Request has invalid parameters",
		});
		await assert.rejects(
			client.send(new StartFaceDetectionCommand({ Video: toVideo("none.mp4") })),
			{ name: "InvalidS3ObjectException" },
		);
		child.kill("SIGTERM");
		await exited;
	});

	it("keeps collections of faces", async () => {
		const { child, client, exited } = await serve("collections");
		const CollectionId = "people";
		await client.send(new CreateCollectionCommand({ CollectionId }));
		const Image = { Bytes: readFileSync(folder.join("still.jpg")) };
		const { FaceRecords = [] } = await client.send(
			new IndexFacesCommand({ CollectionId, Image, QualityFilter: "NONE" }),
		);
		const drawn = readTruth(sample).frames[0]?.faces.filter(({ partial }) => !partial) ?? [];
		assert.equal(FaceRecords.length, drawn.length);
		child.kill("SIGKILL");
		await exited;
		const again = await serve("collections");
		const { Faces = [] } = await again.client.send(new ListFacesCommand({ CollectionId }));
		assert.deepEqual(
			Faces.map(({ FaceId }) => FaceId),
			FaceRecords.map(({ Face }) => Face?.FaceId),
		);
		again.child.kill("SIGTERM");
		await again.exited;
	});

	it("prints over boto3 what the seeds' examples print", async function () {
		try {
			await promisify(execFile)("python3", ["-c", "import boto3"]);
		} catch {
			return this.skip();
		}
		const { child, url, exited } = await serve("boto3");
		const script = `
import boto3, time, json
client = boto3.client("rekognition", endpoint_url=${JSON.stringify(url)})
job = client.start_face_detection(Video={"S3Object": {"Bucket": "${BUCKET}", "Name": "a b+100%.mp4"}})["JobId"]
while client.get_face_detection(JobId=job)["JobStatus"] == "IN_PROGRESS":
    time.sleep(0.2)
faces, token = [], ""
while True:
    page = client.get_face_detection(JobId=job, MaxResults=10, NextToken=token)
    faces += page["Faces"]
    if "NextToken" not in page:
        break
    token = page["NextToken"]
print(json.dumps({"status": page["JobStatus"], "faces": len(faces), "codec": page["VideoMetadata"]["Codec"]}))
`;
		const { stdout } = await promisify(execFile)("python3", ["-c", script], { env: env() });
		const { status, faces, codec } = JSON.parse(stdout);
		assert.deepEqual([status, codec], ["SUCCEEDED", "h264"]);
		assert.ok(faces > 20);
		child.kill("SIGTERM");
		await exited;
	});

	it(`has the same result after ${KILLS} deaths at any moment, and tells of it once`, async function () {
		this.timeout(400_000);
		const request = {
			Video: toVideo("a b+100%.mp4"),
			NotificationChannel,
			ClientRequestToken: "once",
		};
		const undisturbed = await serve("undisturbed", "--samples-per-second", "10");
		const first = await undisturbed.client.send(new StartFaceDetectionCommand(request));
		const expected = await untilEnded(undisturbed.client, first.JobId ?? "");
		undisturbed.child.kill("SIGTERM");
		await undisturbed.exited;
		assert.equal(expected.JobStatus, "SUCCEEDED");

		const random = createRandom(7);
		let JobId = "";
		for (let kills = 0; kills < KILLS; kills += 1) {
			const { child, client, exited } = await serve("killed", "--samples-per-second", "10");
			const started = await client.send(new StartFaceDetectionCommand(request));
			assert.ok(kills === 0 || started.JobId === JobId);
			JobId = started.JobId ?? "";
			await wait(random.between(0, 4000));
			child.kill("SIGKILL");
			await exited;
		}
		const { child, client, exited } = await serve("killed", "--samples-per-second", "10");
		const { JobStatus, Faces }: GetFaceDetectionResponse = await untilEnded(client, JobId);
		assert.equal(JobStatus, "SUCCEEDED");
		assert.deepEqual(Faces, expected.Faces);
		assert.equal((await untilPublished(JobId, 1)).length, 1);
		await wait(3000);
		assert.equal((await untilPublished(JobId, 1)).length, 1);
		child.kill("SIGTERM");
		await exited;
	});
});

/** The first line that a program prints; the rest is nobody's. */
async function* firstLine(child: ChildProcess): AsyncGenerator<string> {
	if (!child.stdout) return;
	for await (const line of createInterface({ input: child.stdout })) {
		yield line;
		return;
	}
}
