export interface S3Location {
	readonly bucket: string;
	/** The raw key; empty for the bucket itself. */
	readonly key: string;
}

const S3_URI = /^s3:\/\/([0-9A-Za-z._-]{3,255})(?:\/(.*))?$/s;

/** Reads `s3://bucket/key`; the key is taken as it stands, as the AWS CLI does. */
export function parseS3Uri(text: string): S3Location | undefined {
	const [, bucket, key = ""] = S3_URI.exec(text) ?? [];
	return bucket === undefined ? undefined : { bucket, key };
}

export const toS3Uri = ({ bucket, key }: S3Location): string => `s3://${bucket}/${key}`;
