import path from "node:path";
import * as vscode from "vscode";
import type { EngineName, FaceEngine } from "./api/engine.ts";
import type { VideoSource } from "./api/videoSource.ts";
import { composeLocalEngine, composeVideos, type LocalSettings, userCacheDir } from "./compose.ts";
import { createMediaServer, type MediaServer } from "./http/mediaServer.ts";
import type { LocalEngine } from "./local/localEngine.ts";
import { createRekognitionEngine } from "./rekognition/rekognitionEngine.ts";
import { createS3Client } from "./s3/client.ts";
import { registerDetectCommand } from "./vscode/detectCommand.ts";
import { Jobs } from "./vscode/jobs.ts";
import { registerJobsPick } from "./vscode/jobsPick.ts";
import { registerPlayer, type ServeVideo } from "./vscode/player.ts";
import { startWithSample } from "./vscode/sample.ts";
import { createSettings, type Settings } from "./vscode/settings.ts";
import { registerStatusBar } from "./vscode/statusBar.ts";
import { registerVideoTree } from "./vscode/videoTree.ts";

/** What other extensions may use. */
export interface FacereelApi {
	readonly jobs: Jobs;
}

let localEngine: LocalEngine | undefined;

export const activate = (context: vscode.ExtensionContext): FacereelApi => {
	const log = vscode.window.createOutputChannel("Facereel", { log: true });
	const settings = createSettings();
	const s3ClientOf = keepLast(createS3Client);
	const client = () => s3ClientOf({ ...toAws(settings), endpoint: settings.s3Endpoint() });
	const videos = composeVideos(client, userCacheDir());
	const engineOf = chooseEngines(
		context,
		{ ...settings, s3: client, onProblem: toLogger(log) },
		videos,
	);
	const jobs = new Jobs({ engineOf, memory: context.workspaceState, log });
	const media = createMediaServer();
	const serveVideo = createServeVideo(videos, media);
	const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
	context.subscriptions.push(
		log,
		jobs,
		media,
		registerStatusBar(jobs),
		registerJobsPick(jobs, log),
		registerDetectCommand({ jobs, log, ...settings }),
		registerVideoTree({ client, log }),
		registerPlayer({ jobs, engineOf, serveVideo, dist, log }),
	);
	startWithSample(jobs);
	return { jobs };
};

/** Engines are made on first use: the local one opens a database, the other an AWS client. */
const chooseEngines = (
	{ extensionPath, globalStorageUri }: vscode.ExtensionContext,
	settings: Settings & LocalSettings,
	videos: VideoSource,
): ((name: EngineName) => FaceEngine) => {
	const places = {
		enginePath: path.join(extensionPath, "dist/engine.cjs"),
		modelsFolder: path.join(extensionPath, "models"),
		database: path.join(globalStorageUri.fsPath, "jobs.sqlite"),
		cacheDir: userCacheDir(),
	};
	const rekognitionOf = keepLast(createRekognitionEngine);
	const engines: Readonly<Record<EngineName, () => FaceEngine>> = {
		local: () => (localEngine ??= composeLocalEngine(places, settings, videos)),
		rekognition: () => rekognitionOf(toAws(settings)),
	};
	return (name) => engines[name]();
};

const createServeVideo =
	(videos: VideoSource, media: MediaServer): ServeVideo =>
	async (video, options) => {
		const { file, release } = await videos.open(video, options);
		const { url, withdraw } = await media.serve(file);
		return {
			url,
			release: async () => {
				withdraw();
				await release();
			},
		};
	};

/** Open jobs stay open: the next session, or another window, goes on with them. */
export const deactivate = async (): Promise<void> => {
	await localEngine?.dispose();
	localEngine = undefined;
};

const toLogger = (log: vscode.LogOutputChannel) => (error: unknown) =>
	log.error(error instanceof Error ? error : String(error));

const toAws = ({ profile, region }: Settings) => {
	const [profileName, regionName] = [profile(), region()];
	return {
		...(profileName ? { profile: profileName } : {}),
		...(regionName ? { region: regionName } : {}),
	};
};

/** A client keeps connections open: it is made anew only when its settings have changed. */
const keepLast = <Config, Client>(
	make: (config: Config) => Client,
): ((config: Config) => Client) => {
	let last: { readonly key: string; readonly client: Client } | undefined;
	return (config) => {
		const key = JSON.stringify(config);
		if (last?.key !== key) last = { key, client: make(config) };
		return last.client;
	};
};
