import * as vscode from "vscode";
import { toVideoAddress, toVideoName } from "../api/video.ts";
import type { FolderNode, MessageNode, MoreNode, Node, VideoNode } from "./videoNodes.ts";

/** A node as the tree shows it. */
export const toItem = (node: Node): vscode.TreeItem => {
	switch (node.type) {
		case "bucket":
			return toParent(node.bucket, "archive", node.type);
		case "folder":
			return toFolder(node);
		case "video":
			return toVideo(node);
		case "more":
			return toMore(node);
		case "message":
			return toMessage(node);
	}
};

const toParent = (label: string, icon: string, contextValue: string): vscode.TreeItem => {
	const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
	item.iconPath = new vscode.ThemeIcon(icon);
	item.contextValue = contextValue;
	return item;
};

const toLeaf = (label: string, icon: string, contextValue: string): vscode.TreeItem => {
	const item = new vscode.TreeItem(label);
	item.iconPath = new vscode.ThemeIcon(icon);
	item.contextValue = contextValue;
	item.tooltip = label;
	return item;
};

const toFolder = ({ bucket, prefix, type }: FolderNode): vscode.TreeItem => {
	const item = toParent(prefix.split("/").at(-2) ?? prefix, "folder", type);
	item.tooltip = `s3://${bucket}/${prefix}`;
	return item;
};

const toVideo = ({ video, sizeBytes, modified, type }: VideoNode): vscode.TreeItem => {
	const item = toLeaf(toVideoName(video), "device-camera-video", type);
	item.description = toSize(sizeBytes);
	item.tooltip = [toVideoAddress(video), toSize(sizeBytes), modified?.toLocaleString()]
		.filter(Boolean)
		.join("\n");
	return item;
};

const toMore = (node: MoreNode): vscode.TreeItem => {
	const title = vscode.l10n.t("Load more…");
	const item = toLeaf(title, "ellipsis", node.type);
	item.command = { command: "facereel.loadMoreVideos", title, arguments: [node] };
	return item;
};

const toMessage = ({ text, type, command, arguments: args = [] }: MessageNode): vscode.TreeItem => {
	const item = toLeaf(text, "info", type);
	if (command) item.command = { command, title: text, arguments: [...args] };
	return item;
};

const UNITS = ["B", "KB", "MB", "GB", "TB"];

const toSize = (bytes: number): string => {
	const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
	return `${(bytes / 1000 ** power).toFixed(power ? 1 : 0)} ${UNITS[power]}`;
};
