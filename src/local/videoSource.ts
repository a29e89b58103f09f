import type { Video } from "@aws-sdk/client-rekognition";
import { realpath, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { invalidS3Object } from "../api/errors.ts";
import type { VideoSource } from "../api/videoSource.ts";

/** Videos on disk and in S3, told apart by the bucket: a local file has none. */
export const createVideoSource = (s3: VideoSource): VideoSource => {
	const of = (video: Video) => (video.S3Object?.Bucket === undefined ? localFiles : s3);
	return {
		check: (video, options) => of(video).check(video, options),
		open: (video, options) => of(video).open(video, options),
	};
};

const localFiles: VideoSource = {
	check: async (video) => {
		await findLocalFile(video);
	},
	open: async (video) => ({ ...(await findLocalFile(video)), release: async () => undefined }),
};

/** Only a regular file: a pipe or a device would keep ffmpeg waiting for ever. */
const findLocalFile = async ({ S3Object }: Video): Promise<{ file: string; identity: string }> => {
	const Name = S3Object?.Name ?? "";
	if (!URL.canParse(Name) || new URL(Name).protocol !== "file:")
		throw invalidS3Object("Request has invalid S3 object.");
	const file = fileURLToPath(Name);
	try {
		const real = await realpath(file);
		const stats = await stat(real);
		if (stats.isFile()) return { file: real, identity: `${real} ${stats.size} ${stats.mtimeMs}` };
	} catch (error) {
		throw invalidS3Object(`${file} cannot be read (${toReason(error)}).`);
	}
	throw invalidS3Object(`${file} is not a regular file.`);
};

const toReason = (error: unknown): string => {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	switch (code) {
		case "ENOENT":
			return "there is no such file";
		case "EACCES":
		case "EPERM":
			return "permission denied";
		default:
			return String(error);
	}
};
