import assert from "node:assert/strict";
import { toS3Video } from "../../src/api/video.ts";
import { openDatabase } from "../../src/local/database.ts";
import { JobStore } from "../../src/local/jobStore.ts";
import { type NoticeParts, type Publish, publishDue } from "../../src/local/notices.ts";

const topicArn = "arn:aws:sns:us-east-1:123456789012:done";
const request = {
	Video: toS3Video("bucket", "a video+100%.mp4", "v1"),
	NotificationChannel: { SNSTopicArn: topicArn, RoleArn: "arn:aws:iam::123456789012:role/r" },
};

const open = (publish?: Publish) => {
	const clock = { now: 1_700_000_000_000 };
	const now = () => clock.now;
	const db = openDatabase(":memory:");
	const store = new JobStore(db, { now });
	const published: string[] = [];
	const problems: unknown[] = [];
	const parts: NoticeParts = {
		db,
		now,
		publish: publish ?? (async ({ message }) => void published.push(message)),
		onProblem: (error) => problems.push(error),
	};
	return { clock, store, parts, published, problems };
};

const never = new AbortController().signal;

describe("completion notices", () => {
	it("say what Rekognition's say, in its order", async () => {
		const { clock, store, parts, published } = open();
		const tagged = store.add({ ...request, JobTag: "tag" }, "StartFaceDetection");
		const plain = store.add({ ...request, CollectionId: "people" }, "StartFaceSearch");
		await publishDue(parts, never);
		assert.deepEqual(published, []);
		store.finish(tagged, { JobStatus: "SUCCEEDED" });
		store.finish(plain, { JobStatus: "FAILED", StatusMessage: "no" });
		await publishDue(parts, never);
		const Timestamp = clock.now;
		const video = '"Video":{"S3ObjectName":"a video+100%.mp4","S3Bucket":"bucket"}';
		assert.deepEqual(
			new Set(published),
			new Set([
				`{"JobId":"${tagged}","Status":"SUCCEEDED","API":"StartFaceDetection","JobTag":"tag","Timestamp":${Timestamp},${video}}`,
				`{"JobId":"${plain}","Status":"FAILED","API":"StartFaceSearch","Timestamp":${Timestamp},${video}}`,
			]),
		);
	});

	it("are published once, however often one looks", async () => {
		const { clock, store, parts, published } = open();
		store.finish(store.add(request, "StartFaceDetection"), { JobStatus: "SUCCEEDED" });
		store.finish(store.add({ Video: request.Video }, "StartFaceDetection"), {
			JobStatus: "SUCCEEDED",
		});
		await Promise.all([publishDue(parts, never), publishDue(parts, never)]);
		clock.now += 3600 * 1000;
		await publishDue(parts, never);
		assert.equal(published.length, 1);
	});

	it("are tried again, later and later, while the topic fails; the job is none the worse", async () => {
		const tried: number[] = [];
		let isFailing = true;
		const opened = open(async () => {
			tried.push(opened.clock.now);
			if (isFailing) throw new Error("no such topic");
		});
		const { clock, store, parts, problems } = opened;
		const begunMillis = clock.now;
		const JobId = store.add(request, "StartFaceDetection");
		store.finish(JobId, { JobStatus: "SUCCEEDED" });
		for (let seconds = 0; seconds < 100; seconds += 1) {
			await publishDue(parts, never);
			clock.now += 1000;
		}
		assert.deepEqual(
			tried.map((millis) => (millis - begunMillis) / 1000),
			[0, 2, 6, 14, 30, 62],
		);
		assert.match(String(problems[0]), /notice of job .* could not be published to arn:aws:sns/);
		assert.equal(store.find(JobId)?.JobStatus, "SUCCEEDED");
		isFailing = false;
		clock.now += 1000 * 1000;
		await publishDue(parts, never);
		clock.now += 1000 * 1000;
		await publishDue(parts, never);
		assert.equal(tried.length, 7);
	});

	it("are published by another process when the first one died over it", async () => {
		const { clock, store, parts, published } = open();
		store.finish(store.add(request, "StartFaceDetection"), { JobStatus: "SUCCEEDED" });
		const died = new AbortController();
		const publish: Publish = async () => {
			died.abort();
			throw new Error("killed");
		};
		await publishDue({ ...parts, publish }, died.signal);
		await publishDue(parts, never);
		assert.deepEqual(published, []);
		clock.now += 31_000;
		await publishDue(parts, never);
		assert.equal(published.length, 1);
	});

	it("are given up when publishing takes for ever", async function () {
		const { parts, store } = open(
			(_notice, { abortSignal }) =>
				new Promise((_resolve, reject) => {
					abortSignal.addEventListener("abort", () => reject(new Error("too late")));
				}),
		);
		store.finish(store.add(request, "StartFaceDetection"), { JobStatus: "SUCCEEDED" });
		const stopped = new AbortController();
		const publishing = publishDue(parts, stopped.signal);
		stopped.abort();
		await publishing;
	});
});
