import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { evict, holdFile, isWhole, toPartPath } from "./evict.ts";
import { type ObjectVersion, type PinnedObject, pinObject, toFileName } from "./pinnedObject.ts";
import { downloadRanges } from "./ranges.ts";
import { createSharedWork } from "./sharedWork.ts";
import { toS3Uri } from "./uri.ts";

interface ObjectCacheOptions {
	readonly cacheDir: string;
	/** Above it the least recently used files go, except those in use. */
	readonly limitBytes?: number | undefined;
	readonly partBytes?: number | undefined;
	readonly retryDelayMillis?: number | undefined;
}

export interface FetchRequest extends ObjectVersion {
	readonly onProgress?: (receivedBytes: number, sizeBytes: number) => void;
	readonly abortSignal?: AbortSignal;
}

interface CachedObject {
	readonly path: string;
	readonly sizeBytes: number;
	readonly etag: string;
	/** Ends the use: until then the file stays, whatever the limit. */
	readonly release: () => Promise<void>;
}

export interface ObjectCache {
	readonly fetchObject: (client: S3Client, request: FetchRequest) => Promise<CachedObject>;
}

interface Download extends ObjectCacheOptions {
	readonly client: S3Client;
	readonly pin: PinnedObject;
	readonly onProgress: (receivedBytes: number) => void;
	readonly abortSignal: AbortSignal;
}

/** Objects as local files: each read once, whole and verified or not at all. */
export function createObjectCache(options: ObjectCacheOptions): ObjectCache {
	const { cacheDir, limitBytes = Infinity } = options;
	const share = createSharedWork();
	const fetchObject = async (client: S3Client, request: FetchRequest) => {
		const { onProgress, abortSignal } = request;
		const pin = await pinObject(client, request);
		const { sizeBytes, etag } = pin;
		await mkdir(cacheDir, { recursive: true, mode: 0o700 });
		const name = await toFileName(client, pin);
		const letGo = await holdFile(cacheDir, name);
		try {
			await share(name, (work) => ensureFile({ ...options, ...work, client, pin }, name), {
				onProgress: (receivedBytes) => onProgress?.(receivedBytes, sizeBytes),
				abortSignal,
			});
			const file = path.join(cacheDir, name);
			await utimes(file, new Date(), new Date());
			const release = () => letGo().then(() => evict(cacheDir, limitBytes));
			return { path: file, sizeBytes, etag, release };
		} catch (error) {
			await letGo();
			throw error;
		}
	};
	return { fetchObject };
}

async function ensureFile(download: Download, name: string): Promise<void> {
	const { cacheDir, limitBytes = Infinity, pin } = download;
	const file = path.join(cacheDir, name);
	if (await isWhole(file, pin.sizeBytes)) return;
	await evict(cacheDir, limitBytes - pin.sizeBytes);
	const partPath = toPartPath(cacheDir, name);
	try {
		await downloadVerified(download, partPath);
		await rename(partPath, file);
	} catch (error) {
		// Windows does not replace an open file: another process was first, with the same bytes.
		if (!(await isWhole(file, pin.sizeBytes))) throw toSourceError(error, pin);
	} finally {
		await rm(partPath, { force: true });
	}
}

/** A byte that changed on the way is worth one more try; twice is the server's or the disk's fault. */
async function downloadVerified(download: Download, partPath: string): Promise<void> {
	for (const isLast of [false, true]) {
		await downloadOnce(download, partPath);
		if (await isVerified(download, partPath)) return;
		await rm(partPath);
		if (isLast) throw new Error(`${toS3Uri(download.pin)} arrives damaged: its MD5 is another.`);
	}
}

function downloadOnce(download: Download, partPath: string): Promise<void> {
	const { client, pin, partBytes, retryDelayMillis, onProgress, abortSignal } = download;
	let receivedBytes = 0;
	const onBytes = (count: number) => onProgress((receivedBytes += count));
	const options = { partBytes, retryDelayMillis, onBytes, abortSignal };
	return downloadRanges(client, pin, partPath, options);
}

async function isVerified({ pin, abortSignal }: Download, partPath: string): Promise<boolean> {
	if (!(await isWhole(partPath, pin.sizeBytes))) return false;
	if (pin.md5 === undefined) return true;
	const hash = createHash("md5");
	const bytes: AsyncIterable<Buffer> = createReadStream(partPath, { signal: abortSignal });
	for await (const chunk of bytes) hash.update(chunk);
	return hash.digest("hex") === pin.md5;
}

function toSourceError(error: unknown, pin: PinnedObject): unknown {
	const isReplaced = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
	return isReplaced
		? new Error(`${toS3Uri(pin)} changed while it was read.`, { cause: error })
		: error;
}
