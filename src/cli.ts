import type { Video } from "@aws-sdk/client-rekognition";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import packageJson from "../package.json" with { type: "json" };
import type { FaceEngine } from "./api/engine.ts";
import { type FaceDetectionPage, followJob, readPages } from "./api/results.ts";
import { toLocalVideo, toS3Video } from "./api/video.ts";
import { composeLocalEngine, composeVideos, userCacheDir } from "./compose.ts";
import { growingDelays } from "./core/delays.ts";
import type { DetectorPreference } from "./local/models.ts";
import { createRekognitionEngine } from "./rekognition/rekognitionEngine.ts";
import { createS3Client } from "./s3/client.ts";
import { parseS3Uri } from "./s3/uri.ts";

const HELP = `Usage: facereel detect VIDEO [options]

Finds the faces in a video and prints them as one JSON document in the shape of
Rekognition's GetFaceDetection, all faces at once. VIDEO is a file or s3://BUCKET/KEY.

  --engine local|rekognition   who analyses it (default: local)
  --samples-per-second N       frames a second the local engine looks at (default: 2, as Rekognition)
  --detector auto|yunet|ssd    the local engine's detector (default: auto, the best that can be had)
  --ffmpeg PATH                the ffmpeg to use (default: ffmpeg-static's, then PATH's)
  --models FOLDER              a folder with downloaded models
  --endpoint-url URL           an S3 endpoint other than AWS
  --profile NAME               the AWS profile
  --region NAME                the AWS region
  -h, --help                   prints this
  --version                    prints the version
`;

const OPTIONS = {
	engine: { type: "string", default: "local" },
	"samples-per-second": { type: "string", default: "2" },
	detector: { type: "string", default: "auto" },
	ffmpeg: { type: "string" },
	models: { type: "string" },
	"endpoint-url": { type: "string" },
	profile: { type: "string" },
	region: { type: "string" },
	help: { type: "boolean", short: "h" },
	version: { type: "boolean" },
} as const;

const MAX_SAMPLES_PER_SECOND = 240;
const USAGE_EXIT = 2;

/** The command line was not understood: said with a hint, and with an exit code of its own. */
class UsageError extends Error {}

const parseCommandLine = () => {
	try {
		return parseArgs({ options: OPTIONS, allowPositionals: true });
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
};

type Options = ReturnType<typeof parseCommandLine>["values"];

const main = async (): Promise<void> => {
	const { values, positionals } = parseCommandLine();
	if (values.version) return void process.stdout.write(`${packageJson.version}\n`);
	if (values.help) return void process.stdout.write(HELP);
	const [command, video, ...rest] = positionals;
	if (command !== "detect" || !video || rest.length)
		throw new UsageError("expected: facereel detect VIDEO");
	await detect(video, values);
};

const detect = async (address: string, options: Options): Promise<void> => {
	const ended = new AbortController();
	process.once("SIGINT", () => ended.abort());
	process.once("SIGTERM", () => ended.abort());
	const video = toVideo(address);
	const { engine, dispose, delaysMillis } = openEngine(options, video);
	try {
		const { JobId = "" } = await engine.startFaceDetection(
			{ Video: video, ClientRequestToken: crypto.randomUUID() },
			{ abortSignal: ended.signal },
		);
		const follow = { delaysMillis, abortSignal: ended.signal, sleep };
		for await (const state of followJob(engine, JobId, follow)) {
			showProgress(state);
			if (state.JobStatus === "FAILED") throw new Error(state.StatusMessage ?? "The job failed.");
		}
		await printResult(readPages(engine, JobId, { abortSignal: ended.signal }));
	} finally {
		await dispose();
	}
};

const sleep = async (
	millis: number,
	{ abortSignal }: { readonly abortSignal?: AbortSignal },
): Promise<void> => {
	await wait(millis, undefined, abortSignal ? { signal: abortSignal } : {});
};

const toVideo = (address: string): Video => {
	if (!address.startsWith("s3://")) return toLocalVideo(pathToFileURL(address).href);
	const location = parseS3Uri(address);
	if (!location) throw new UsageError(`${address} is not of the form s3://BUCKET/KEY`);
	return toS3Video(location.bucket, location.key);
};

interface OpenedEngine {
	readonly engine: FaceEngine;
	readonly dispose: () => Promise<void>;
	readonly delaysMillis: Iterable<number>;
}

const openEngine = (options: Options, video: Video): OpenedEngine => {
	const { profile, region } = options;
	switch (options.engine) {
		case "local": {
			const engine = openLocalEngine(options);
			return { engine, dispose: engine.dispose, delaysMillis: growingDelays(50, 500) };
		}
		case "rekognition":
			if (video.S3Object?.Bucket === undefined)
				throw new UsageError(
					"Amazon Rekognition reads videos from S3 only: name one as s3://BUCKET/KEY",
				);
			return {
				engine: createRekognitionEngine({
					...(profile ? { profile } : {}),
					...(region ? { region } : {}),
				}),
				dispose: async () => undefined,
				delaysMillis: growingDelays(5000, 30_000),
			};
		default:
			throw new UsageError(`--engine is local or rekognition, not ${options.engine}`);
	}
};

const openLocalEngine = (options: Options) => {
	const samplesPerSecond = Number(options["samples-per-second"]);
	if (!(samplesPerSecond > 0 && samplesPerSecond <= MAX_SAMPLES_PER_SECOND))
		throw new UsageError(`--samples-per-second is a number up to ${MAX_SAMPLES_PER_SECOND}`);
	const detector = toDetector(options.detector);
	const { profile, region } = options;
	const cacheDir = userCacheDir();
	const client = () => createS3Client({ endpoint: options["endpoint-url"], profile, region });
	return composeLocalEngine(
		{
			enginePath: path.join(import.meta.dirname, "engine.cjs"),
			modelsFolder: path.join(import.meta.dirname, "../models"),
			database: ":memory:",
			cacheDir,
		},
		{
			samplesPerSecond: () => samplesPerSecond,
			detector: () => detector,
			ffmpegPath: () => options.ffmpeg && path.resolve(options.ffmpeg),
			modelFolder: () => options.models && path.resolve(options.models),
			onProblem: (error) => process.stderr.write(`facereel: ${String(error)}\n`),
		},
		composeVideos(client, cacheDir),
	);
};

const toDetector = (name: string): DetectorPreference => {
	if (name === "auto" || name === "yunet" || name === "ssd") return name;
	throw new UsageError(`--detector is auto, yunet or ssd, not ${name}`);
};

const showProgress = ({ JobStatus, progress }: FaceDetectionPage): void => {
	if (!process.stderr.isTTY) return;
	const percent = progress === undefined ? "" : ` ${Math.round(progress * 100)} %`;
	process.stderr.write(
		JobStatus === "IN_PROGRESS" ? `\r\u001B[KAnalysing …${percent}` : "\r\u001B[K",
	);
};

/** One document, written page by page: it need not fit into memory. */
const printResult = async (pages: AsyncIterable<FaceDetectionPage>): Promise<void> => {
	let separator: string | undefined;
	for await (const { Faces = [], NextToken: _, ...members } of pages) {
		if (separator === undefined) {
			await write(toOpening(members));
			for (const warning of members.warnings ?? []) process.stderr.write(`Warning: ${warning}\n`);
			separator = "";
		}
		for (const face of Faces) {
			await write(`${separator}\n    ${JSON.stringify(face)}`);
			separator = ",";
		}
	}
	await write("\n  ]\n}\n");
};

/** The document up to its first face; $metadata is the SDK's and not the contract's. */
const toOpening = (members: object): string => {
	const text = JSON.stringify(
		members,
		(name, value: unknown) => (name === "$metadata" ? undefined : value),
		2,
	);
	return `${text.slice(0, -2)},\n  "Faces": [`;
};

const write = (text: string): Promise<void> =>
	new Promise((resolve) => {
		process.stdout.write(text, () => resolve());
	});

try {
	await main();
} catch (error) {
	const message = error instanceof Error ? error.message : String(error);
	const isUsage = error instanceof UsageError;
	process.stderr.write(`facereel: ${message}\n${isUsage ? 'Try "facereel --help".\n' : ""}`);
	process.exitCode = isUsage ? USAGE_EXIT : 1;
}
