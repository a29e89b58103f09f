import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import path from "node:path";
import type { S3Location } from "./uri.ts";
import { isVideoKey } from "./videos.ts";

export interface ObjectVersion extends S3Location {
	/** Left out, the current version. */
	readonly versionId?: string | undefined;
}

/** An object as it was when we looked: every later read asks for just this one. */
export interface PinnedObject extends ObjectVersion {
	readonly etag: string;
	readonly sizeBytes: number;
	/** Where the ETag is the content's MD5. */
	readonly md5: string | undefined;
}

/** Looks at an object without reading it; throws what the SDK throws when it is not there or not ours. */
export async function pinObject(
	client: S3Client,
	{ bucket, key, versionId, abortSignal }: ObjectVersion & { readonly abortSignal?: AbortSignal },
): Promise<PinnedObject> {
	const head = await client.send(
		new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
		abortSignal ? { abortSignal } : {},
	);
	const { ETag: etag, ContentLength: sizeBytes } = head;
	if (etag === undefined || sizeBytes === undefined) {
		throw new Error("The S3 server tells neither the object's size nor its ETag.");
	}
	const isEncrypted =
		(head.ServerSideEncryption ?? "AES256") !== "AES256" || head.SSECustomerAlgorithm;
	// Directory buckets have ETags that only look like an MD5.
	const hasMd5 = !isEncrypted && !bucket.endsWith("--x-s3");
	const md5 = hasMd5 ? /^"?([0-9a-f]{32})"?$/i.exec(etag)?.[1]?.toLowerCase() : undefined;
	// Reading by version takes a permission of its own: it is asked for only where the caller does.
	return { bucket, key, versionId, etag, sizeBytes, md5 };
}

/** A file name that no key can steer; the extension is kept because players go by it. */
export async function toFileName(client: S3Client, pin: PinnedObject): Promise<string> {
	const endpoint = await client.config.endpoint?.();
	const server = endpoint && [endpoint.hostname, endpoint.port, endpoint.path];
	const hash = createHash("sha256")
		.update(JSON.stringify([server, pin.bucket, pin.key, pin.versionId, pin.etag]))
		.digest("hex");
	return hash + (isVideoKey(pin.key) ? path.extname(pin.key).toLowerCase() : ".video");
}
