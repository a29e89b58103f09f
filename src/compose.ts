import type { S3Client } from "@aws-sdk/client-s3";
import os from "node:os";
import path from "node:path";
import type { CallOptions } from "./api/engine.ts";
import type { VideoSource } from "./api/videoSource.ts";
import { createEndpoint } from "./http/endpoint.ts";
import { parseServedRequest } from "./http/servedRequest.ts";
import type { KeyPair } from "./http/sigV4.ts";
import { CollectionStore } from "./local/collectionStore.ts";
import { createImageReader } from "./local/images.ts";
import { findModelEntry, type ModelEntry, readModelEntries } from "./local/modelManifest.ts";
import { fetchImage } from "./s3/s3Images.ts";
import { createPublish, type SnsSettings } from "./sns/publish.ts";
import type { Analyse } from "./local/analysis.ts";
import { createEngineChild } from "./local/engineChild.ts";
import { toFaceModels } from "./local/faceModels.ts";
import { openDatabase } from "./local/database.ts";
import { findFfmpeg } from "./local/ffmpeg.ts";
import { JobStore } from "./local/jobStore.ts";
import { createLocalEngine, type LocalEngine } from "./local/localEngine.ts";
import {
	chooseDetector,
	type DetectorPreference,
	findModel,
	loadModel,
	toModelFolders,
} from "./local/models.ts";
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
	/** Where pictures are fetched from. */
	readonly s3: () => S3Client;
	/** Where notices are published. */
	readonly sns?: SnsSettings;
	/** How long results are kept; without it, until they are removed. */
	readonly keepMillis?: () => number;
	/** Refuses what Amazon Rekognition refuses: other videos, and more than so many open jobs. */
	readonly strict?: { readonly maxOpenJobs: number };
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
	const { samplesPerSecond, onProblem, s3, sns = {}, keepMillis, strict } = settings;
	const db = openDatabase(database);
	const now = Date.now;
	const store = new JobStore(db, {
		now,
		...(keepMillis ? { keepMillis } : {}),
		...strict,
	});
	const collections = new CollectionStore(db, { now });
	const analyse = composeAnalyse(places, settings);
	const readImage = createImageReader({
		analyse,
		fetch: (object, options) => fetchImage(s3(), object, options),
	});
	return createLocalEngine({
		db,
		now,
		store,
		collections,
		videos,
		readImage,
		publish: createPublish(sns),
		samplesPerSecond,
		onProblem,
		analyse,
		isStrict: strict !== undefined,
	});
};

/** As many jobs as an AWS account may have open. */
const MAX_OPEN_JOBS = 20;

/** The local engine behind Rekognition's protocol. */
export const composeEndpoint = async (
	places: Places,
	{ settings, port, isStrict, keyPair }: EndpointOptions,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
	const strict = isStrict ? { strict: { maxOpenJobs: MAX_OPEN_JOBS } } : {};
	const videos = composeVideos(settings.s3, places.cacheDir);
	const engine = composeLocalEngine(places, { ...settings, ...strict }, videos);
	try {
		const endpoint = await createEndpoint({
			operations: engine,
			parse: parseServedRequest,
			port,
			keyPair,
			now: Date.now,
			onProblem: ({ error }) => settings.onProblem(error),
		});
		return {
			url: endpoint.url,
			close: async () => {
				await endpoint.close();
				await engine.dispose();
			},
		};
	} catch (error) {
		await engine.dispose();
		throw error;
	}
};

interface EndpointOptions {
	readonly settings: LocalSettings;
	readonly port: number;
	readonly isStrict: boolean;
	readonly keyPair?: KeyPair;
}

/** The networks that the engine works with, and where they are. */
export const composeModels = (
	{ cacheDir, modelsFolder }: Places,
	{ modelFolder }: Pick<LocalSettings, "modelFolder">,
) => {
	const models = path.join(cacheDir, "models");
	const folders = toModelFolders({
		settingFolder: modelFolder(),
		cacheDir: models,
		environmentFolder: process.env["FACEREEL_MODELS"],
		modelsFolder,
	});
	return {
		list: () => Promise.all(readModelEntries().map((entry) => toListed(entry, folders))),
		download: async (name: string, options: CallOptions): Promise<void> => {
			await loadModel(findModelEntry(name), { folders, cacheDir: models, ...options });
		},
	};
};

const toListed = async (entry: ModelEntry, folders: readonly string[]) => {
	const { name, file, sizeBytes, licence, source } = entry;
	const { folder } = await findModel(entry, folders);
	return {
		name,
		file,
		sizeBytes,
		licence,
		...(folder === undefined ? {} : { folder }),
		...(source.type === "download" ? { url: source.url } : {}),
	};
};

/** The user's cache as the system has it, shared by the editor and the command line. */
export const userCacheDir = (): string => {
	const { env, platform } = process;
	if (platform === "win32" && env["LOCALAPPDATA"])
		return path.join(env["LOCALAPPDATA"], "facereel", "Cache");
	if (platform === "darwin") return path.join(os.homedir(), "Library", "Caches", "facereel");
	return path.join(env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache"), "facereel");
};

/** Where the system keeps what a user's programs have made: jobs and collections. */
export const userDataDir = (): string => {
	const { env, platform } = process;
	if (platform === "win32" && env["LOCALAPPDATA"])
		return path.join(env["LOCALAPPDATA"], "facereel", "Data");
	if (platform === "darwin")
		return path.join(os.homedir(), "Library", "Application Support", "facereel");
	return path.join(env["XDG_DATA_HOME"] || path.join(os.homedir(), ".local", "share"), "facereel");
};
