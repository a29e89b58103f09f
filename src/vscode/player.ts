import type { Video } from "@aws-sdk/client-rekognition";
import * as vscode from "vscode";
import type { EngineName, FaceEngine } from "../api/engine.ts";
import { type FromPlayer, parseFromPlayer, type ToPlayer } from "../api/player.ts";
import { watchPages } from "../api/results.ts";
import { toVideoName } from "../api/video.ts";
import { growingDelays } from "../core/delays.ts";
import { registerCommand, tellProblem } from "./command.ts";
import type { Job, Jobs } from "./jobs.ts";
import { toPlayerPage } from "./playerPage.ts";
import { sleep } from "./sleep.ts";

/** A video under a URL that players on this machine can read. */
interface ServedVideo {
	readonly url: string;
	readonly release: () => Promise<void>;
}

export type ServeVideo = (
	video: Video,
	options: {
		readonly abortSignal: AbortSignal;
		readonly onProgress: (fetched: number) => void;
	},
) => Promise<ServedVideo>;

interface Parts {
	readonly jobs: Jobs;
	readonly engineOf: (name: EngineName) => FaceEngine;
	readonly serveVideo: ServeVideo;
	/** The folder of the player's script and style. */
	readonly dist: vscode.Uri;
	readonly log: vscode.LogOutputChannel;
}

/** "Open Results in Player": one panel a job, found again when it is asked for twice. */
export const registerPlayer = (parts: Parts): vscode.Disposable => {
	const panels = new Map<string, vscode.WebviewPanel>();
	const open = async (JobId: unknown) => {
		const job = typeof JobId === "string" ? parts.jobs.find(JobId) : latestResult(parts.jobs);
		if (!job || !isShowable(job, parts))
			throw new Error(vscode.l10n.t("There is no result to show yet."));
		const known = panels.get(job.JobId);
		if (known) {
			known.reveal();
			return;
		}
		const served = await serve(job, parts);
		const panel = await createPanel(job, served, parts);
		panels.set(job.JobId, panel);
		panel.onDidDispose(() => {
			panels.delete(job.JobId);
			void served.release();
		});
	};
	return vscode.Disposable.from(registerCommand("facereel.openPlayer", parts.log, open), {
		dispose: () => {
			for (const panel of panels.values()) panel.dispose();
		},
	});
};

/** Engines of ours show what a job in progress has found so far. */
const isShowable = ({ JobStatus, engine }: Job, { engineOf }: Parts): boolean =>
	JobStatus === "SUCCEEDED" ||
	(JobStatus === "IN_PROGRESS" && engineOf(engine).peekFaceDetection !== undefined);

const latestResult = (jobs: Jobs): Job | undefined =>
	jobs.all().find(({ JobStatus }) => JobStatus === "SUCCEEDED");

/** A video in S3 may have to be fetched first: that takes time, and can be cancelled. */
const serve = async ({ Video }: Job, { serveVideo }: Parts): Promise<ServedVideo> => {
	const cancelled = new AbortController();
	const abortSignal = cancelled.signal;
	if (Video.S3Object?.Bucket === undefined)
		return serveVideo(Video, { abortSignal, onProgress: () => undefined });
	return vscode.window.withProgress(
		{
			location: vscode.ProgressLocation.Notification,
			title: vscode.l10n.t("Fetching {0}", toVideoName(Video)),
			cancellable: true,
		},
		async (progress, token) => {
			token.onCancellationRequested(() => cancelled.abort(new vscode.CancellationError()));
			return serveVideo(Video, { abortSignal, onProgress: toIncrements(progress) });
		},
	);
};

/** VS Code adds up whole percents; a download reports every chunk. */
const toIncrements = (
	progress: vscode.Progress<{ readonly increment: number }>,
): ((fetched: number) => void) => {
	let shown = 0;
	return (fetched) => {
		const percent = Math.floor(fetched * 100);
		if (percent !== shown) progress.report({ increment: percent - shown });
		shown = percent;
	};
};

const createPanel = async (
	job: Job,
	served: ServedVideo,
	parts: Parts,
): Promise<vscode.WebviewPanel> => {
	const panel = vscode.window.createWebviewPanel(
		"facereel.player",
		toVideoName(job.Video),
		{ viewColumn: vscode.ViewColumn.Active, preserveFocus: true },
		{ enableScripts: true, localResourceRoots: [parts.dist], retainContextWhenHidden: true },
	);
	const direct = vscode.Uri.parse(served.url, true);
	const closing = new AbortController();
	panel.onDidDispose(() => closing.abort());
	const external = await vscode.env.asExternalUri(direct);
	const sources = [...new Set([external.toString(true), served.url])];
	panel.webview.onDidReceiveMessage((received) => {
		const message = parseFromPlayer(received);
		if (message) void answer(message, { job, panel, sources, closed: closing.signal }, parts);
	});
	const origins = sources.map((url) => new URL(url).origin);
	panel.webview.html = toPlayerPage(panel.webview, parts.dist, [...new Set(origins)]);
	return panel;
};

interface Opened {
	readonly job: Job;
	readonly panel: vscode.WebviewPanel;
	readonly sources: readonly string[];
	readonly closed: AbortSignal;
}

const answer = async (
	message: FromPlayer,
	opened: Opened,
	{ engineOf, log }: Parts,
): Promise<void> => {
	const { job, panel, sources, closed } = opened;
	const tell = (to: ToPlayer) => panel.webview.postMessage(to);
	switch (message.type) {
		case "unplayable":
			log.warn(`${toVideoName(job.Video)}: ${message.message}`);
			break;
		case "ready":
			try {
				await tell({ type: "video", name: toVideoName(job.Video), sources });
				await sendResult(engineOf(job.engine), { ...opened, tell });
			} catch (error) {
				if (closed.aborted) return;
				await tell({ type: "problem", message: String(error) });
				tellProblem(log, error);
			}
			break;
	}
};

/** Page by page: a long result is never whole in this process. */
const sendResult = async (
	engine: FaceEngine,
	{ job, closed, tell }: Opened & { readonly tell: (message: ToPlayer) => Thenable<boolean> },
): Promise<void> => {
	const watching = { delaysMillis: growingDelays(200, 1000), sleep, abortSignal: closed };
	for await (const page of watchPages(engine, job.JobId, watching)) {
		const { Faces: faces = [], isFirst, progress, overview } = page;
		await tell({
			type: "faces",
			faces,
			isFirst,
			...(progress === undefined ? {} : { progress }),
			...(overview ? { overview } : {}),
		});
		if (page.NextToken) continue;
		if (page.JobStatus === "FAILED") {
			// The status bar has told it already.
			await tell({ type: "problem", message: page.StatusMessage ?? "" });
			return;
		}
		await tell({
			type: "done",
			metadata: page.VideoMetadata ?? {},
			engine: job.engine === "local" ? vscode.l10n.t("the local engine") : "Amazon Rekognition",
			models: page.models ?? [],
			warnings: page.warnings ?? [],
		});
	}
};
