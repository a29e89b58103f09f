import type { IncomingMessage } from "node:http";

const HOSTS = ["127.0.0.1", "localhost", "[::1]"];
/** No form and no simple request of a web page can have it. */
const CONTENT_TYPE = /^application\/x-amz-json-1\.1\s*(?:;|$)/i;

/** Why a request is not let in, whatever its body: it came from a web page, or was meant for someone else. */
export const findDoorFault = (
	{ method, url, headers }: IncomingMessage,
	port: number,
): string | undefined => {
	const { host = "", origin } = headers;
	if (!HOSTS.some((name) => host.toLowerCase() === `${name}:${port}`))
		return "The Host header must name this endpoint.";
	if (origin !== undefined || headers["sec-fetch-site"] !== undefined)
		return "Web pages may not use this endpoint.";
	if (method !== "POST" || url !== "/")
		return "Unable to determine service/operation name to be authorized";
	if (!CONTENT_TYPE.test(headers["content-type"] ?? ""))
		return "The Content-Type must be application/x-amz-json-1.1.";
	return undefined;
};
