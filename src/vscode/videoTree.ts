import type { S3Client } from "@aws-sdk/client-s3";
import * as vscode from "vscode";
import { toS3Video } from "../api/video.ts";
import { listBuckets, listFolder } from "../s3/videos.ts";
import { registerCommand } from "./command.ts";
import { toItem } from "./videoItems.ts";
import type { BucketNode, FolderNode, MessageNode, MoreNode, Node } from "./videoNodes.ts";

interface Parts {
	readonly client: () => S3Client;
	readonly log: vscode.LogOutputChannel;
}

/** What has been listed of one folder, and where the next page begins. */
interface Listing {
	readonly nodes: readonly Node[];
	readonly nextToken: string | undefined;
}

type Parent = BucketNode | FolderNode | undefined;

/** The tree "S3 Videos": buckets, folders, videos; a level is listed when it is opened, a page at a time. */
export const registerVideoTree = ({ client, log }: Parts): vscode.Disposable => {
	const tree = new VideoTree({ client, log });
	return vscode.Disposable.from(
		tree,
		vscode.window.createTreeView("facereel.videos", {
			treeDataProvider: tree,
			canSelectMany: true,
			showCollapseAll: true,
		}),
		registerCommand("facereel.loadMoreVideos", log, (node: MoreNode) => tree.loadMore(node)),
		registerCommand("facereel.refreshVideos", log, (node?: Node) => tree.refresh(node)),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (["facereel.s3", "facereel.aws"].some((name) => event.affectsConfiguration(name)))
				tree.refresh();
		}),
	);
};

class VideoTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
	readonly #parts: Parts;
	readonly #listings = new Map<string, Listing>();
	readonly #changed = new vscode.EventEmitter<Node | undefined>();
	readonly onDidChangeTreeData = this.#changed.event;
	readonly getTreeItem = toItem;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	async getChildren(parent?: Node): Promise<Node[]> {
		const folder = parent?.type === "bucket" || parent?.type === "folder" ? parent : undefined;
		try {
			const { nodes, nextToken } = await this.#read(folder);
			if (nodes.length === 0 && nextToken === undefined) return [toEmpty(folder)];
			return nextToken === undefined ? [...nodes] : [...nodes, { type: "more", of: folder }];
		} catch (error) {
			this.#parts.log.error(error instanceof Error ? error : String(error));
			return [toProblem(error)];
		}
	}

	async loadMore({ of }: MoreNode): Promise<void> {
		const { nodes, nextToken } = await this.#read(of);
		if (nextToken === undefined) return;
		const page = await listPage(this.#parts.client(), of, nextToken);
		this.#listings.set(toAddress(of), {
			nodes: [...nodes, ...page.nodes],
			nextToken: page.nextToken,
		});
		this.#changed.fire(of);
	}

	refresh(node?: Node): void {
		const address = node?.type === "folder" || node?.type === "bucket" ? toAddress(node) : "";
		for (const key of this.#listings.keys())
			if (key.startsWith(address)) this.#listings.delete(key);
		this.#changed.fire(node);
	}

	dispose(): void {
		this.#changed.dispose();
	}

	async #read(parent: Parent): Promise<Listing> {
		const known = this.#listings.get(toAddress(parent));
		if (known) return known;
		const listing = await listPage(this.#parts.client(), parent, undefined);
		this.#listings.set(toAddress(parent), listing);
		return listing;
	}
}

/** A key of the listings; a bucket's begins with nothing that is in another's. */
const toAddress = (parent: Parent): string => {
	if (!parent) return "";
	return `${parent.bucket}/${parent.type === "folder" ? parent.prefix : ""}`;
};

const listPage = async (
	client: S3Client,
	parent: Parent,
	continuationToken: string | undefined,
): Promise<Listing> => {
	if (!parent) {
		const { buckets, nextToken } = await listBuckets(client, { continuationToken });
		return { nodes: buckets.map(({ Name }) => ({ type: "bucket", bucket: Name })), nextToken };
	}
	const { bucket } = parent;
	const prefix = parent.type === "folder" ? parent.prefix : "";
	const page = await listFolder(client, { bucket, prefix, continuationToken });
	return {
		nextToken: page.nextToken,
		nodes: [
			...page.prefixes.map((folder) => ({ type: "folder", bucket, prefix: folder }) as const),
			...page.objects.map(
				({ Key, Size, LastModified }) =>
					({
						type: "video",
						video: toS3Video(bucket, Key),
						sizeBytes: Size,
						...(LastModified ? { modified: LastModified } : {}),
					}) as const,
			),
		],
	};
};

const toEmpty = (folder: Parent): Node => ({
	type: "message",
	text: folder ? vscode.l10n.t("No videos here") : vscode.l10n.t("This account has no buckets"),
});

/** What is wrong, and where a click leads that helps. */
const toProblem = (error: unknown): MessageNode => {
	const settings = { command: "workbench.action.openSettings", arguments: ["facereel.aws"] };
	const again = { command: "facereel.refreshVideos" };
	const problem = error instanceof Error ? error : new Error(String(error));
	if (problem.message === "Region is missing")
		return {
			type: "message",
			text: vscode.l10n.t("No AWS region is set: choose one…"),
			...settings,
		};
	switch (problem.name) {
		case "CredentialsProviderError":
			return {
				type: "message",
				text: vscode.l10n.t("No AWS credentials: sign in with the AWS CLI, or choose a profile…"),
				...settings,
			};
		case "ExpiredToken":
			return {
				type: "message",
				text: vscode.l10n.t("The AWS session has expired: sign in again, then click here"),
				...again,
			};
		case "AccessDenied":
			return { type: "message", text: vscode.l10n.t("Access denied"), ...again };
		default:
			return {
				type: "message",
				text: vscode.l10n.t("{0} (click to try again)", problem.message),
				...again,
			};
	}
};
