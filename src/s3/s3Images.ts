import type { S3Object } from "@aws-sdk/client-rekognition";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../api/engine.ts";
import { imageTooLarge } from "../api/errors.ts";
import { orInvalid, toObject } from "./invalidObject.ts";
import { pinObject } from "./pinnedObject.ts";

/** The bytes of a picture in S3, which is looked at before it is read. */
export const fetchImage = async (
	client: S3Client,
	object: S3Object,
	{ maxBytes, abortSignal }: CallOptions & { readonly maxBytes: number },
): Promise<Uint8Array> => {
	const cancelling = abortSignal ? { abortSignal } : {};
	const pin = await orInvalid(pinObject(client, { ...toObject(object), ...cancelling }));
	if (pin.sizeBytes > maxBytes) throw imageTooLarge("Image size is too large.");
	const { bucket, key, versionId, etag } = pin;
	const get = new GetObjectCommand({
		Bucket: bucket,
		Key: key,
		VersionId: versionId,
		IfMatch: etag,
	});
	const { Body } = await orInvalid(client.send(get, cancelling));
	return (await Body?.transformToByteArray()) ?? new Uint8Array();
};
