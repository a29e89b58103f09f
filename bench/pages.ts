import { Rekognition } from "@aws-sdk/client-rekognition";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { openDatabase } from "../src/local/database.ts";
import { JobStore } from "../src/local/jobStore.ts";

const program = path.resolve(import.meta.dirname, "../dist/cli.mjs");
const report = path.join(import.meta.dirname, "README.md");
const BEGIN = "<!-- pages -->";
const END = "<!-- /pages -->";

/** Two hours at five samples a second with twenty faces each. */
const INSTANTS = 36_000;
const FACES = 20;
/** As many instants as come between two checkpoints of a job that runs as fast as it can. */
const INSTANTS_PER_CHUNK = 25;
const LANDMARKS = ["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"] as const;

/** Stores a long result, has `facereel serve` answer pages of it, and writes bench/README.md's part. */
export const measurePages = async (): Promise<void> => {
	const folder = mkdtempSync(path.join(os.tmpdir(), "facereel-bench-"));
	try {
		const file = path.join(folder, "facereel.sqlite");
		const db = openDatabase(file);
		const JobId = fill(new JobStore(db, { now: Date.now }));
		db.close();
		const server = spawn(process.execPath, [program, "serve", "--data", folder], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const took = await readPages(await urlOf(server), JobId);
		const peakMegabytes = toPeakMegabytes(server);
		server.kill("SIGTERM");
		await once(server, "exit");
		writeReport(took, { megabytes: statSync(file).size / 1e6, peakMegabytes });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
};

const urlOf = async ({ stdout }: ChildProcess): Promise<string> => {
	if (!stdout) throw new Error("The server has no output.");
	const [line] = await once(createInterface({ input: stdout }), "line");
	return String(line).replace("listening on ", "");
};

/** Every page in turn, and how long each took to come over HTTP as JSON. */
const readPages = async (url: string, JobId: string): Promise<readonly number[]> => {
	const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
	const client = new Rekognition({ endpoint: url, region: "us-east-1", credentials });
	const took: number[] = [];
	let NextToken: string | undefined;
	do {
		const startedMillis = performance.now();
		({ NextToken } = await client.getFaceDetection({
			JobId,
			...(NextToken ? { NextToken } : {}),
		}));
		took.push(performance.now() - startedMillis);
	} while (NextToken);
	return took;
};

const toPeakMegabytes = ({ pid }: ChildProcess): number => {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
};

const writeReport = (
	took: readonly number[],
	{ megabytes, peakMegabytes }: { readonly megabytes: number; readonly peakMegabytes: number },
): void => {
	const sorted = took.toSorted((a, b) => a - b);
	const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1);
	const text = `${BEGIN}
${INSTANTS * FACES} faces lie in ${megabytes.toFixed(0)} MB. \`facereel serve\` answered all ${took.length} pages of a thousand of them
over HTTP in ${at(0.5)} ms (median), ${at(0.99)} ms (99 of 100), the SDK's reading included; its memory was ${peakMegabytes.toFixed(0)} MB at most
(${os.cpus().length} × ${os.cpus()[0]?.model ?? "?"}, load ${os.loadavg()[0]?.toFixed(1)}).
${END}`;
	console.log(text);
	const before = readFileSync(report, "utf8");
	const [head = "", rest = ""] = before.split(BEGIN);
	const tail = rest.split(END)[1];
	writeFileSync(
		report,
		tail === undefined ? `${before.trimEnd()}\n\n## Pages\n\n${text}\n` : head + text + tail,
	);
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
