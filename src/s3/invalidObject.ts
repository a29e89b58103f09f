import type { S3Object } from "@aws-sdk/client-rekognition";
import { invalidParameter, invalidS3Object } from "../api/errors.ts";
import type { ObjectVersion } from "./pinnedObject.ts";

/** The object that a request names. */
export const toObject = ({ Bucket, Name, Version }: S3Object = {}): ObjectVersion => {
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
export const orInvalid = async <Result>(work: Promise<Result>): Promise<Result> => {
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
