import { ListBucketsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { _Object, Bucket } from "@aws-sdk/client-s3";

interface ListedBucket extends Bucket {
	readonly Name: string;
}

interface ListedObject extends Pick<_Object, "LastModified" | "ETag"> {
	readonly Key: string;
	readonly Size: number;
}

export interface BucketPage {
	readonly buckets: readonly ListedBucket[];
	readonly nextToken: string | undefined;
}

export interface FolderPage {
	readonly prefixes: readonly string[];
	readonly objects: readonly ListedObject[];
	readonly nextToken: string | undefined;
}

interface Page {
	readonly continuationToken?: string | undefined;
	readonly pageSize?: number | undefined;
	readonly abortSignal?: AbortSignal | undefined;
}

export interface FolderRequest extends Page {
	readonly bucket: string;
	/** Empty, or the folder's key with its last slash. */
	readonly prefix: string;
	readonly allFiles?: boolean | undefined;
}

const FOLDER_PAGE_SIZE = 300;
/** S3 tells the buckets' regions only where a page size is asked for. */
const BUCKET_PAGE_SIZE = 1000;

const VIDEO_KEY =
	/\.(?:mp4|mov|m4v|mkv|webm|avi|mpe?g|ts|mts|m2ts|wmv|asf|flv|f4v|3gp|3g2|ogv|vob|mxf|qt)$/i;

/** Asks whether a key's extension is a video's. */
export const isVideoKey = (key: string): boolean => VIDEO_KEY.test(key);

export async function listBuckets(client: S3Client, page: Page = {}): Promise<BucketPage> {
	const { Buckets = [], ContinuationToken } = await client.send(
		new ListBucketsCommand({
			MaxBuckets: page.pageSize ?? BUCKET_PAGE_SIZE,
			ContinuationToken: page.continuationToken,
		}),
		toCall(page),
	);
	const buckets = Buckets.flatMap(({ Name, ...rest }) => (Name ? [{ Name, ...rest }] : []));
	return { buckets, nextToken: ContinuationToken };
}

/** One page of a folder's subfolders and videos; a page may be empty and yet have a next one. */
export async function listFolder(client: S3Client, request: FolderRequest): Promise<FolderPage> {
	const { bucket, prefix, allFiles = false } = request;
	// Without EncodingType: the SDK's parser takes every character a key may have, as text or entity.
	const listed = await client.send(
		new ListObjectsV2Command({
			Bucket: bucket,
			Prefix: prefix,
			Delimiter: "/",
			MaxKeys: request.pageSize ?? FOLDER_PAGE_SIZE,
			ContinuationToken: request.continuationToken,
		}),
		toCall(request),
	);
	const objects = (listed.Contents ?? []).flatMap(({ Key, Size = 0, LastModified, ETag }) =>
		Key && Key !== prefix && (allFiles || isVideoKey(Key))
			? [{ Key, Size, LastModified, ETag }]
			: [],
	);
	const prefixes = (listed.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []);
	return { prefixes, objects, nextToken: listed.NextContinuationToken };
}

const toCall = ({ abortSignal }: Page) => (abortSignal ? { abortSignal } : {});
