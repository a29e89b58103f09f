import { openDatabase } from "../src/local/database.ts";
import { createJobOperations } from "../src/local/jobOperations.ts";
import { JobStore } from "../src/local/jobStore.ts";

/** Two hours at five samples a second with twenty faces each. */
const INSTANTS = 36_000;
const FACES = 20;
/** As many instants as come between two checkpoints of a job that runs as fast as it can. */
const INSTANTS_PER_CHUNK = 25;
const PAGES = 500;
const LANDMARKS = ["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"] as const;

/** What it takes to read any page of a long result. */
export interface Pages {
	readonly faces: number;
	readonly fileBytes: number;
	readonly p50Millis: number;
	readonly p99Millis: number;
	readonly rssBytes: number;
}

/** Stores a result of 720 000 faces and reads pages of a thousand of it, in the order of time. */
export const measurePages = async (file: string): Promise<Pages> => {
	const db = openDatabase(file);
	const store = new JobStore(db, { now: Date.now });
	const JobId = fill(store);
	const { getFaceDetection } = createJobOperations({
		store,
		now: Date.now,
		videos: { check: async () => undefined, open: () => Promise.reject(new Error("no videos")) },
		lastRowOf: () => 0,
		onStart: () => undefined,
	});
	const took: number[] = [];
	let NextToken: string | undefined;
	for (let page = 0; page < PAGES; page += 1) {
		const startedMillis = performance.now();
		({ NextToken } = await getFaceDetection({ JobId, ...(NextToken ? { NextToken } : {}) }));
		took.push(performance.now() - startedMillis);
	}
	const sorted = took.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
	const pages = Number(db.prepare("PRAGMA page_count").get()?.["page_count"]);
	const pageBytes = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
	db.close();
	return {
		faces: INSTANTS * FACES,
		fileBytes: pages * pageBytes,
		p50Millis: at(0.5),
		p99Millis: at(0.99),
		rssBytes: process.memoryUsage().rss,
	};
};

const fill = (store: JobStore): string => {
	const JobId = store.add({ Video: {} }, "StartFaceDetection");
	const held = { JobId, owner: "bench" };
	const basis = { identity: "none", samplesPerSecond: 5 };
	store.claim(held.owner, 3_600_000);
	for (let instant = 0; instant < INSTANTS; instant += INSTANTS_PER_CHUNK) {
		const faces = Array.from({ length: INSTANTS_PER_CHUNK * FACES }, (_, i) =>
			toFace(instant + Math.floor(i / FACES), i % FACES),
		);
		store.append(held, { faces, persons: [], progress: instant / INSTANTS, basis });
	}
	store.finish(JobId, { JobStatus: "SUCCEEDED" }, held.owner);
	return JobId;
};

/** Numbers with as many digits as real ones have. */
const toFace = (instant: number, index: number) => {
	const wave = (n: number) => Math.fround(0.5 + 0.5 * Math.sin(instant * 0.37 + index * 7.1 + n));
	return {
		Timestamp: instant * 200,
		index,
		Face: {
			BoundingBox: { Left: wave(1), Top: wave(2), Width: wave(3), Height: wave(4) },
			Confidence: 90 + 10 * wave(5),
			Landmarks: LANDMARKS.map((Type, i) => ({
				Type,
				X: wave(6 + i),
				Y: wave(16 + i),
			})),
			Pose: { Roll: 90 * wave(7), Yaw: 90 * wave(8), Pitch: 90 * wave(9) },
			Quality: { Brightness: 100 * wave(10), Sharpness: 100 * wave(11) },
		},
	};
};
