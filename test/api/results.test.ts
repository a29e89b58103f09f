import assert from "node:assert/strict";
import type { DetectionReader } from "../../src/api/engine.ts";
import { resourceNotFound } from "../../src/api/errors.ts";
import type { FaceDetectionPage } from "../../src/api/engine.ts";
import { followJob, readPages, watchPages } from "../../src/api/results.ts";

/** An engine that answers one after the other, and remembers what it was asked. */
const createScript = (answers: readonly (FaceDetectionPage | Error)[]) => {
	const requests: object[] = [];
	const left = [...answers];
	const engine: DetectionReader = {
		getFaceDetection: async (request) => {
			requests.push(request);
			const answer = left.shift();
			if (answer instanceof Error) throw answer;
			return answer ?? {};
		},
	};
	return { engine, requests };
};

const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
	const collected: Item[] = [];
	for await (const item of items) collected.push(item);
	return collected;
};

const follow = (engine: DetectionReader) => {
	const slept: number[] = [];
	const sleep = async (millis: number) => void slept.push(millis);
	return {
		slept,
		states: followJob(engine.getFaceDetection, "j", { delaysMillis: [1, 2, 3, 4, 5], sleep }),
	};
};

const watch = async (answers: readonly (FaceDetectionPage | Error)[], canPeek = true) => {
	const { engine, requests } = createScript(answers);
	const slept: number[] = [];
	const sleep = async (millis: number) => void slept.push(millis);
	const peeking = canPeek ? { ...engine, peekFaceDetection: engine.getFaceDetection } : engine;
	const pages = await collect(watchPages(peeking, "j", { delaysMillis: [1, 2, 3], sleep }));
	return { requests, slept, pages };
};
const page = (NextToken: string | undefined, ...times: number[]): FaceDetectionPage => ({
	JobStatus: NextToken === undefined ? "SUCCEEDED" : "IN_PROGRESS",
	Faces: times.map((Timestamp) => ({ Timestamp })),
	...(NextToken === undefined ? {} : { NextToken }),
});

describe("results", () => {
	it("are read to the last page", async () => {
		const { engine, requests } = createScript([{ NextToken: "b" }, { NextToken: "c" }, {}]);
		assert.equal((await collect(readPages(engine.getFaceDetection, { JobId: "j" }))).length, 3);
		assert.deepEqual(requests, [
			{ JobId: "j" },
			{ JobId: "j", NextToken: "b" },
			{ JobId: "j", NextToken: "c" },
		]);
	});

	it("are waited for with the given delays", async () => {
		const { engine } = createScript([
			{ JobStatus: "IN_PROGRESS" },
			{ JobStatus: "IN_PROGRESS" },
			{ JobStatus: "SUCCEEDED" },
		]);
		const { slept, states } = follow(engine);
		assert.deepEqual(
			(await collect(states)).map(({ JobStatus }) => JobStatus),
			["IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED"],
		);
		assert.deepEqual(slept, [1, 2]);
	});

	it("are waited for while the network or the service has a bad moment", async () => {
		const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
		const throttled = Object.assign(new Error("slow down"), { name: "ThrottlingException" });
		const { engine } = createScript([reset, throttled, { JobStatus: "FAILED" }]);
		assert.deepEqual(await collect(follow(engine).states), [{ JobStatus: "FAILED" }]);
	});

	it("are not waited for when there is no such job", async () => {
		const { engine } = createScript([resourceNotFound("gone")]);
		await assert.rejects(collect(follow(engine).states), { name: "ResourceNotFoundException" });
	});

	describe("that are watched", () => {
		it("come as they become known, and are waited for where there is nothing new", async () => {
			const { requests, slept, pages } = await watch([
				page("b", 0),
				page("b"),
				page("c", 500),
				page(undefined, 1000),
			]);
			assert.deepEqual(requests, [
				{ JobId: "j" },
				{ JobId: "j", NextToken: "b" },
				{ JobId: "j", NextToken: "b" },
				{ JobId: "j", NextToken: "c" },
			]);
			assert.deepEqual(slept, [1]);
			assert.deepEqual(
				pages.map(({ isFirst }) => isFirst),
				[true, false, false, false],
			);
		});

		it("begin again when the analysis has", async () => {
			const gone = Object.assign(new Error(), { name: "InvalidPaginationTokenException" });
			const { requests, pages } = await watch([page("b", 0), gone, page("d", 0), page(undefined)]);
			assert.deepEqual(requests[2], { JobId: "j" });
			assert.deepEqual(
				pages.map(({ isFirst }) => isFirst),
				[true, true, false],
			);
		});

		it("come in the end from an engine that shows nothing before", async () => {
			const open = { JobStatus: "IN_PROGRESS" } as const;
			const last = { JobStatus: "SUCCEEDED" } as const;
			const { slept, pages } = await watch([open, open, { ...last, NextToken: "b" }, last], false);
			assert.deepEqual(slept, [1, 2]);
			assert.deepEqual(
				pages.map(({ isFirst }) => isFirst),
				[true, true, true, false],
			);
		});
	});
});
