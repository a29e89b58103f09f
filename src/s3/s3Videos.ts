import type { Video } from "@aws-sdk/client-rekognition";
import type { S3Client } from "@aws-sdk/client-s3";
import path from "node:path";
import { invalidParameter, invalidS3Object, videoTooLarge } from "../api/errors.ts";
import type { VideoSource } from "../api/videoSource.ts";
import type { ObjectCache } from "./objectCache.ts";
import { type ObjectVersion, pinObject } from "./pinnedObject.ts";

/** Rekognition's limit for a stored video. */
const MAX_VIDEO_BYTES = 10 * 1024 ** 3;

/** The videos of S3, read by ranges into a cache; its errors are the ones Rekognition's Start has. */
export const createS3Videos = (client: () => S3Client, cache: ObjectCache): VideoSource => ({
	check: async (video, { abortSignal } = {}) => {
		const { sizeBytes } = await orInvalid(
			pinObject(client(), { ...toObject(video), ...(abortSignal ? { abortSignal } : {}) }),
		);
		if (sizeBytes > MAX_VIDEO_BYTES)
			throw videoTooLarge(
				`Video size in bytes: ${sizeBytes} is more than the maximum limit of: ${MAX_VIDEO_BYTES} bytes.`,
			);
	},
	open: async (video, { abortSignal, onProgress } = {}) => {
		const { path: file, release } = await orInvalid(
			cache.fetchObject(client(), {
				...toObject(video),
				...(abortSignal ? { abortSignal } : {}),
				onProgress: (received, size) => onProgress?.(size ? received / size : 1),
			}),
		);
		// Named after the object's version and ETag.
		return { file, identity: path.basename(file), release };
	},
});

const toObject = ({ S3Object }: Video): ObjectVersion => {
	const { Bucket, Name, Version } = S3Object ?? {};
	if (!Bucket || !Name) throw invalidParameter("Request has invalid parameters");
	return { bucket: Bucket, key: Name, ...(Version ? { versionId: Version } : {}) };
};

/** Answers that mean: not there, not yours, or not here. */
const REFUSALS: ReadonlyMap<unknown, string> = new Map([
	[301, "the bucket is in another region"],
	[400, "the request was refused; the session may have expired"],
	[403, "access denied"],
	[404, "no such bucket, key or version"],
]);

/** Rekognition has one exception for everything that keeps it from the object. */
const orInvalid = async <Result>(work: Promise<Result>): Promise<Result> => {
	try {
		return await work;
	} catch (error) {
		const reason = toReason(error);
		if (reason === undefined) throw error;
		throw invalidS3Object(
			`Unable to get object metadata from S3. Check object key, region and/or access permissions. (${reason})`,
		);
	}
};

const toReason = (error: unknown): string | undefined => {
	if (!(error instanceof Error)) return undefined;
	if (error.name === "InvalidBucketName") return "the bucket's name is not valid";
	const $metadata: unknown = "$metadata" in error ? error.$metadata : undefined;
	if (typeof $metadata !== "object" || $metadata === null) return undefined;
	return REFUSALS.get("httpStatusCode" in $metadata ? $metadata.httpStatusCode : undefined);
};
