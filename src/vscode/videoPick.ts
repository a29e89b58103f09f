import type { Video } from "@aws-sdk/client-rekognition";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { toLocalVideo, toS3Video } from "../api/video.ts";
import { parseS3Uri } from "../s3/uri.ts";

const VIDEO_EXTENSIONS = [
	"mp4",
	"mov",
	"m4v",
	"mkv",
	"webm",
	"avi",
	"mpg",
	"mpeg",
	"ts",
	"mts",
	"wmv",
	"flv",
];
const MAX_LISTED = 100;

interface Choice extends vscode.QuickPickItem {
	readonly choose: () => Promise<Video | undefined>;
}

/** Asks for a video: one of the workspace, another file, or an object in S3. */
export const pickVideo = async (): Promise<Video | undefined> => {
	const found = await vscode.workspace.findFiles(
		`**/*.{${VIDEO_EXTENSIONS.join(",")}}`,
		"**/node_modules/**",
		MAX_LISTED,
	);
	const choices: Choice[] = [
		{
			label: vscode.l10n.t("$(folder-opened) Choose a file…"),
			choose: pickFile,
		},
		{
			label: vscode.l10n.t("$(cloud) Enter an S3 address…"),
			choose: askForObject,
		},
		...found.map(toChoice),
	];
	const chosen = await vscode.window.showQuickPick(choices, {
		title: vscode.l10n.t("Detect Faces in Video"),
		placeHolder: vscode.l10n.t("Which video?"),
		matchOnDescription: true,
	});
	return chosen?.choose();
};

const toChoice = (uri: vscode.Uri): Choice => ({
	label: `$(device-camera-video) ${uri.path.split("/").at(-1) ?? ""}`,
	description: vscode.workspace.asRelativePath(uri),
	choose: async () => toLocalVideo(toFileUrl(uri)),
});

/** The file's URL as Node writes it, which is not quite how VS Code does. */
export const toFileUrl = (uri: vscode.Uri): string => {
	if (uri.scheme === "file") return pathToFileURL(uri.fsPath).href;
	throw new Error(
		vscode.l10n.t(
			"Facereel analyses files on disk and objects in S3, and this is neither: {0}",
			uri.toString(),
		),
	);
};

const pickFile = async (): Promise<Video | undefined> => {
	const [uri] =
		(await vscode.window.showOpenDialog({
			title: vscode.l10n.t("Detect Faces in Video"),
			openLabel: vscode.l10n.t("Detect Faces"),
			filters: { [vscode.l10n.t("Videos")]: VIDEO_EXTENSIONS, [vscode.l10n.t("All files")]: ["*"] },
		})) ?? [];
	return uri && toLocalVideo(toFileUrl(uri));
};

const askForObject = async (): Promise<Video | undefined> => {
	const text = await vscode.window.showInputBox({
		title: vscode.l10n.t("Detect Faces in Video"),
		prompt: vscode.l10n.t("The address of the video in S3"),
		placeHolder: "s3://bucket/folder/video.mp4",
		ignoreFocusOut: true,
		validateInput: (value) =>
			parseS3Uri(value)?.key ? undefined : vscode.l10n.t("Write it as s3://bucket/key."),
	});
	const location = text === undefined ? undefined : parseS3Uri(text);
	return location && toS3Video(location.bucket, location.key);
};
