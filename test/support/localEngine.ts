import path from "node:path";
import { composeLocalEngine, composeVideos } from "../../src/compose.ts";
import type { LocalEngine } from "../../src/local/localEngine.ts";
import type { DetectorPreference } from "../../src/local/models.ts";
import { createS3Client, type S3Settings } from "../../src/s3/client.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface TestEngineOptions {
	/** Where its database and caches go. */
	readonly folder: string;
	readonly s3?: S3Settings;
	readonly detector?: DetectorPreference;
	readonly samplesPerSecond?: number;
	readonly enginePath?: string;
}

/** The local engine as it ships, with its process run from the sources. */
export const openLocalEngine = (options: TestEngineOptions): LocalEngine => {
	const { folder, s3 = {}, detector = "ssd", samplesPerSecond = 2 } = options;
	const cacheDir = path.join(folder, "cache");
	const client = createS3Client(s3);
	return composeLocalEngine(
		{
			enginePath: options.enginePath ?? path.join(root, "src/local/engineHost.ts"),
			modelsFolder: path.join(root, "models"),
			database: path.join(folder, "jobs.sqlite"),
			cacheDir,
		},
		{
			samplesPerSecond: () => samplesPerSecond,
			detector: () => detector,
			ffmpegPath: () => undefined,
			modelFolder: () => undefined,
			s3: () => client,
			onProblem: (error) => {
				throw error;
			},
		},
		composeVideos(() => client, cacheDir),
	);
};
