import type { Video } from "@aws-sdk/client-rekognition";

/**
 * A video on this machine in the words of the contract: an S3Object without a bucket, whose name is the file's URL.
 * Only engines of ours take it, and only from callers on this machine.
 */
export const toLocalVideo = (fileUrl: string): Video => ({ S3Object: { Name: fileUrl } });

/** A video in S3. */
export const toS3Video = (Bucket: string, Name: string, Version?: string): Video => ({
	S3Object: { Bucket, Name, ...(Version === undefined ? {} : { Version }) },
});

/** A short name for people: the last part of the key or path. */
export const toVideoName = ({ S3Object }: Video): string => {
	const name = S3Object?.Name ?? "";
	const last = name.split("/").findLast(Boolean) ?? name;
	return S3Object?.Bucket === undefined ? decodeURIComponent(last) : last;
};

/** The whole of it, as a person would write it down: an s3:// address or a file's URL. */
export const toVideoAddress = ({ S3Object }: Video): string =>
	S3Object?.Bucket === undefined
		? (S3Object?.Name ?? "")
		: `s3://${S3Object.Bucket}/${S3Object.Name}`;
