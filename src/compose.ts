import type { S3Client } from "@aws-sdk/client-s3";
import os from "node:os";
import path from "node:path";
import { resourceNotFound } from "./api/errors.ts";
import type { VideoSource } from "./api/videoSource.ts";
import type { Analyse } from "./local/analysis.ts";
import { createEngineChild } from "./local/engineChild.ts";
import { toFaceModels } from "./local/faceModels.ts";
import { openDatabase } from "./local/database.ts";
import { findFfmpeg } from "./local/ffmpeg.ts";
import { JobStore } from "./local/jobStore.ts";
import { createLocalEngine, type LocalEngine } from "./local/localEngine.ts";
import { chooseDetector, type DetectorPreference, toModelFolders } from "./local/models.ts";
import { rememberFallback } from "./local/rememberFallback.ts";
import { createVideoSource } from "./local/videoSource.ts";
import { createObjectCache } from "./s3/objectCache.ts";
import { createS3Videos } from "./s3/s3Videos.ts";

/** What the user may set of the local engine; asked for at each use, since it changes while we run. */
export interface LocalSettings {
	readonly samplesPerSecond: () => number;
	readonly detector: () => DetectorPreference;
	readonly ffmpegPath: () => string | undefined;
	readonly modelFolder: () => string | undefined;
	/** Told of what goes wrong outside any job. */
	readonly onProblem: (error: unknown) => void;
}

/** Where the program lies, and where its results and copies go. */
export interface Places {
	/** The engine's program. */
	readonly enginePath: string;
	/** The folder of the models that come with the program. */
	readonly modelsFolder: string;
	/** A database file, or ":memory:". */
	readonly database: string;
	readonly cacheDir: string;
}

const CACHE_LIMIT_BYTES = 10 * 1024 ** 3;

/** Videos on disk, and those of S3 through a cache. */
export const composeVideos = (client: () => S3Client, cacheDir: string): VideoSource =>
	createVideoSource(
		createS3Videos(
			client,
			createObjectCache({
				cacheDir: path.join(cacheDir, "objects"),
				limitBytes: CACHE_LIMIT_BYTES,
			}),
		),
	);

/** The engine's process with the models that the user's settings choose. */
export const composeAnalyse = (
	{ enginePath, modelsFolder, cacheDir }: Omit<Places, "database">,
	settings: Pick<LocalSettings, "detector" | "ffmpegPath" | "modelFolder">,
): Analyse => {
	const choose = rememberFallback(chooseDetector);
	return createEngineChild({
		enginePath,
		findFfmpeg: () => findFfmpeg(settings.ffmpegPath()),
		chooseModels: async (attributes, { abortSignal }) => {
			const models = path.join(cacheDir, "models");
			const folders = toModelFolders({
				settingFolder: settings.modelFolder(),
				cacheDir: models,
				environmentFolder: process.env["FACEREEL_MODELS"],
				modelsFolder,
			});
			const options = { folders, cacheDir: models, abortSignal };
			return toFaceModels(await choose(settings.detector(), options), attributes, options);
		},
	});
};

/** The local engine with its store, its process, its models and its videos. */
export const composeLocalEngine = (
	{ database, ...places }: Places,
	settings: LocalSettings,
	videos: VideoSource,
): LocalEngine => {
	const db = openDatabase(database);
	const now = Date.now;
	return createLocalEngine({
		db,
		now,
		store: new JobStore(db, { now }),
		videos,
		lastRowOf: (CollectionId) => {
			throw resourceNotFound(`The collection id: ${CollectionId} does not exist`);
		},
		findMatches: () => [],
		publish: async () => undefined,
		samplesPerSecond: settings.samplesPerSecond,
		onProblem: settings.onProblem,
		analyse: composeAnalyse(places, settings),
	});
};

/** The user's cache as the system has it, shared by the editor and the command line. */
export const userCacheDir = (): string => {
	const { env, platform } = process;
	if (platform === "win32" && env["LOCALAPPDATA"])
		return path.join(env["LOCALAPPDATA"], "facereel", "Cache");
	if (platform === "darwin") return path.join(os.homedir(), "Library", "Caches", "facereel");
	return path.join(env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache"), "facereel");
};
