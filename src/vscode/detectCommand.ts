import type { FaceAttributes, Video } from "@aws-sdk/client-rekognition";
import * as vscode from "vscode";
import type { EngineName } from "../api/engine.ts";
import { toLocalVideo } from "../api/video.ts";
import { registerCommand } from "./command.ts";
import type { Job, Jobs } from "./jobs.ts";
import { pickVideo, toFileUrl } from "./videoPick.ts";
import { isVideoNode } from "./videoNodes.ts";

interface Parts {
	readonly jobs: Jobs;
	readonly log: vscode.LogOutputChannel;
	readonly engine: () => EngineName;
	readonly faceAttributes: () => FaceAttributes;
	readonly opensPlayer: () => boolean;
}

/** "Detect Faces in Video": from the Explorer, from the S3 tree, or from the palette, which asks. */
export const registerDetectCommand = ({
	jobs,
	log,
	engine,
	faceAttributes,
	opensPlayer,
}: Parts): vscode.Disposable => {
	const awaited = new Set<string>();
	const detect = async (clicked?: unknown, selected?: unknown): Promise<readonly Job[]> => {
		const videos = toVideos(clicked, selected) ?? [await pickVideo()];
		const started: Job[] = [];
		for (const video of videos) {
			if (!video) continue;
			const job = await jobs.start(engineFor(video, engine()), {
				Video: video,
				FaceAttributes: faceAttributes(),
			});
			awaited.add(job.JobId);
			started.push(job);
		}
		return started;
	};
	return vscode.Disposable.from(
		registerCommand("facereel.detectFaces", log, detect),
		jobs.onDidChange((job) => {
			if (job.JobStatus === "IN_PROGRESS" || !awaited.delete(job.JobId)) return;
			if (job.JobStatus === "FAILED") tellFailure(job, log);
			else if (opensPlayer()) void vscode.commands.executeCommand("facereel.openPlayer", job.JobId);
		}),
	);
};

/** Rekognition reads S3 only. */
const engineFor = ({ S3Object }: Video, chosen: EngineName): EngineName =>
	S3Object?.Bucket === undefined ? "local" : chosen;

/** What was clicked, with the rest of the selection when it is part of one. */
const toVideos = (clicked: unknown, selected: unknown): readonly Video[] | undefined => {
	if (clicked === undefined) return undefined;
	const items: readonly unknown[] =
		Array.isArray(selected) && selected.length ? selected : [clicked];
	return items.map(toVideo);
};

const toVideo = (item: unknown): Video => {
	if (item instanceof vscode.Uri) return toLocalVideo(toFileUrl(item));
	if (isVideoNode(item)) return item.video;
	throw new Error(vscode.l10n.t("This is not a video that Facereel can analyse."));
};

const tellFailure = ({ StatusMessage = "" }: Job, log: vscode.LogOutputChannel): void => {
	void vscode.window.showErrorMessage(StatusMessage, vscode.l10n.t("Show Log")).then((chosen) => {
		if (chosen) log.show();
	});
};
