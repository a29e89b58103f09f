import type { S3Client } from "@aws-sdk/client-s3";
import path from "node:path";
import { videoTooLarge } from "../api/errors.ts";
import type { VideoSource } from "../api/videoSource.ts";
import type { ObjectCache } from "./objectCache.ts";
import { orInvalid, toObject } from "./invalidObject.ts";
import { pinObject } from "./pinnedObject.ts";

/** Rekognition's limit for a stored video. */
const MAX_VIDEO_BYTES = 10 * 1024 ** 3;

/** The videos of S3, read by ranges into a cache; its errors are the ones Rekognition's Start has. */
export const createS3Videos = (client: () => S3Client, cache: ObjectCache): VideoSource => ({
	check: async (video, { abortSignal } = {}) => {
		const { sizeBytes } = await orInvalid(
			pinObject(client(), { ...toObject(video.S3Object), ...(abortSignal ? { abortSignal } : {}) }),
		);
		if (sizeBytes > MAX_VIDEO_BYTES)
			throw videoTooLarge(
				`Video size in bytes: ${sizeBytes} is more than the maximum limit of: ${MAX_VIDEO_BYTES} bytes.`,
			);
	},
	open: async (video, { abortSignal, onProgress } = {}) => {
		const { path: file, release } = await orInvalid(
			cache.fetchObject(client(), {
				...toObject(video.S3Object),
				...(abortSignal ? { abortSignal } : {}),
				onProgress: (received, size) => onProgress?.(size ? received / size : 1),
			}),
		);
		// Named after the object's version and ETag.
		return { file, identity: path.basename(file), release };
	},
});
