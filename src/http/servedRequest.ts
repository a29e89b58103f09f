import type { Image } from "@aws-sdk/client-rekognition";
import type { OperationName } from "../api/operations.ts";
import { type ParsedRequest, parseRequest } from "../core/parseRequest.ts";

/** A request as it came, once it keeps to all constraints of its members and names no file of this machine. */
export const parseServedRequest = (
	operation: OperationName,
	body: unknown,
): ParsedRequest<object> => {
	const parsed = parseRequest(operation, body, { blobs: "base64" });
	if (parsed.type !== "request" || !namesFile(parsed.request)) return parsed;
	return { type: "constraint", message: "Request has invalid parameters" };
};

/** An object without a bucket is a file: none of a client's business. */
const namesFile = (request: object): boolean => {
	const sources: Readonly<Record<string, Image | undefined>> = { ...request };
	return ["Video", "Image", "SourceImage", "TargetImage"].some((name) => {
		const object = sources[name]?.S3Object;
		return object !== undefined && !object.Bucket;
	});
};
