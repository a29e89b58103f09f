import type { Video } from "@aws-sdk/client-rekognition";

/** What the S3 tree is made of. */
export type Node = BucketNode | FolderNode | VideoNode | MoreNode | MessageNode;

export interface BucketNode {
	readonly type: "bucket";
	readonly bucket: string;
}

export interface FolderNode {
	readonly type: "folder";
	readonly bucket: string;
	/** With its last slash. */
	readonly prefix: string;
}

export interface VideoNode {
	readonly type: "video";
	readonly video: Video;
	readonly sizeBytes: number;
	readonly modified?: Date;
}

/** The next page of what stands above it. */
export interface MoreNode {
	readonly type: "more";
	readonly of: BucketNode | FolderNode | undefined;
}

/** Why there is nothing else here, and what a click does about it. */
export interface MessageNode {
	readonly type: "message";
	readonly text: string;
	readonly command?: string;
	readonly arguments?: readonly unknown[];
}

export const isVideoNode = (item: unknown): item is VideoNode =>
	typeof item === "object" && item !== null && "type" in item && item.type === "video";
