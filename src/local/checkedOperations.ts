import type { Video } from "@aws-sdk/client-rekognition";
import type { Call } from "../api/engine.ts";
import { invalidParameter } from "../api/errors.ts";
import type { Operation, Requests } from "../core/constraints.ts";
import { parseRequest } from "../core/parseRequest.ts";

/** The call, made with requests only that keep to the constraints of all their members. */
export const checked =
	<Name extends Operation, Response>(
		operation: Name,
		call: Call<Requests[Name], Response>,
	): Call<Requests[Name], Response> =>
	async (request, options) => {
		const parsed = parseRequest(operation, withoutFile(request));
		if (parsed.type !== "request") throw invalidParameter(parsed.message);
		return call({ ...parsed.request, ...toFile(request) }, options);
	};

/** A file of this machine stands where an object has its key, and keeps to other rules. */
const toFile = (request: object): { readonly Video?: Video } => {
	const { Video }: { readonly Video?: Video } = { ...request };
	return Video?.S3Object?.Name && Video.S3Object.Bucket === undefined ? { Video } : {};
};

const withoutFile = (request: object): object =>
	"Video" in toFile(request) ? { ...request, Video: {} } : request;
