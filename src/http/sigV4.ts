import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Fault } from "./answers.ts";

/** The one pair of keys an endpoint knows. */
export interface KeyPair {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

/** A request as it came; path and query are taken as they stand, so that only canonical ones match. */
export interface SignedRequest {
	readonly method: string;
	readonly path: string;
	readonly query: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Uint8Array;
}

interface Authorization {
	readonly accessKeyId: string;
	readonly date: string;
	readonly region: string;
	readonly service: string;
	readonly terminator: string;
	readonly signedHeaders: string;
	readonly signature: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const SERVICE = "rekognition";
const TERMINATOR = "aws4_request";
/** Rekognition allows five minutes, where older services allow fifteen. */
const TOLERANCE_MINUTES = 5;
const TOLERANCE_MILLIS = TOLERANCE_MINUTES * 60_000;
/** What decides the answer must be signed; SDKs differ in what they sign beyond it. */
const HEADERS_TO_SIGN = ["host", "x-amz-date", "x-amz-target", "x-amz-security-token"];

const MISMATCH = invalid(
	"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
);

/** What is wrong with the Signature Version 4 in a request's Authorization header; undefined if it holds. */
export const findSignatureFault = (
	request: SignedRequest,
	keyPair: KeyPair,
	nowMillis: number,
): Fault | undefined => {
	const header = readHeader(request.headers, "authorization");
	if (!header?.startsWith("AWS4-"))
		return { name: "MissingAuthenticationTokenException", message: "Missing Authentication Token" };
	const authorization = parseAuthorization(header);
	if (typeof authorization === "string") return incomplete(authorization);
	return (
		findDateFault(request.headers, nowMillis) ??
		findUnsignedHeader(request.headers, authorization) ??
		findScopeFault(request.headers, authorization) ??
		findKeyFault(authorization, keyPair) ??
		(isSignedWith(keyPair, request, authorization) ? undefined : MISMATCH)
	);
};

/** The parts of the header, or what is missing; never the header itself, which is as good as a password. */
const parseAuthorization = (header: string): Authorization | string => {
	const [algorithm = "", ...rest] = header.split(" ");
	if (algorithm !== ALGORITHM) return `Unsupported AWS 'algorithm' (only ${ALGORITHM} for now).`;
	const fields = new Map(
		rest
			.join("")
			.split(",")
			.map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)]),
	);
	const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !fields.get(name));
	if (missing.length)
		return missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" ");
	const credential = fields.get("Credential")?.split("/") ?? [];
	const [accessKeyId = "", date = "", region = "", service = "", terminator = ""] = credential;
	if (credential.length !== 5)
		return "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.";
	const signedHeaders = fields.get("SignedHeaders") ?? "";
	const signature = fields.get("Signature") ?? "";
	return { accessKeyId, date, region, service, terminator, signedHeaders, signature };
};

const findDateFault = (headers: IncomingHttpHeaders, nowMillis: number): Fault | undefined => {
	const stamp = readHeader(headers, "x-amz-date");
	if (stamp === undefined)
		return incomplete("Authorization header requires existence of a 'X-Amz-Date' header.");
	const millis = parseStamp(stamp);
	if (millis === undefined) return incomplete("Date must be in ISO-8601 'basic format'.");
	const now = toStamp(nowMillis);
	const earliest = nowMillis - TOLERANCE_MILLIS;
	if (millis < earliest)
		return invalid(
			`Signature expired: ${stamp} is now earlier than ${toStamp(earliest)} (${now} - ${TOLERANCE_MINUTES} min.)`,
		);
	const latest = nowMillis + TOLERANCE_MILLIS;
	if (millis > latest)
		return invalid(
			`Signature not yet current: ${stamp} is still later than ${toStamp(latest)} (${now} + ${TOLERANCE_MINUTES} min.)`,
		);
	return undefined;
};

const findUnsignedHeader = (
	headers: IncomingHttpHeaders,
	{ signedHeaders }: Authorization,
): Fault | undefined => {
	const signed = new Set(signedHeaders.split(";"));
	const unsigned = HEADERS_TO_SIGN.find((name) => name in headers && !signed.has(name));
	return unsigned === undefined
		? undefined
		: invalid(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
};

/** Any region will do, since its name is part of what is signed. */
const findScopeFault = (
	headers: IncomingHttpHeaders,
	{ date, region, service, terminator }: Authorization,
): Fault | undefined => {
	if (!region) return invalid("Credential should be scoped to a valid region.");
	if (service !== SERVICE)
		return invalid(`Credential should be scoped to correct service: '${SERVICE}'.`);
	if (terminator !== TERMINATOR)
		return invalid(`Credential should be scoped with a valid terminator: '${TERMINATOR}'.`);
	return date === readHeader(headers, "x-amz-date")?.slice(0, 8)
		? undefined
		: invalid(
				"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.",
			);
};

const findKeyFault = (authorization: Authorization, { accessKeyId }: KeyPair): Fault | undefined =>
	authorization.accessKeyId === accessKeyId
		? undefined
		: {
				name: "UnrecognizedClientException",
				message: "The security token included in the request is invalid.",
			};

/** Always by the body's own hash: one that was signed as UNSIGNED-PAYLOAD does not match. */
const isSignedWith = (
	{ secretAccessKey }: KeyPair,
	{ method, path, query, headers, body }: SignedRequest,
	{ date, region, signedHeaders, signature }: Authorization,
): boolean => {
	const lines = signedHeaders
		.split(";")
		.map((name) => `${name}:${toCanonicalValue(readHeader(headers, name) ?? "")}\n`);
	const canonical = [method, path, query, lines.join(""), signedHeaders, sha256(body)].join("\n");
	const scope = [date, region, SERVICE, TERMINATOR];
	const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
	const stamp = readHeader(headers, "x-amz-date");
	const expected = hmac(key, [ALGORITHM, stamp, scope.join("/"), sha256(canonical)].join("\n"));
	const given = Buffer.from(signature, "hex");
	return given.length === expected.length && timingSafeEqual(given, expected);
};

const toCanonicalValue = (value: string): string => value.trim().replace(/\s+/g, " ");

const readHeader = (headers: IncomingHttpHeaders, name: string): string | undefined =>
	headers[name] === undefined ? undefined : [headers[name]].flat().join(",");

const parseStamp = (stamp: string): number | undefined => {
	const [, year, month, day, hour, minute, second] =
		/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
	const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return Number.isNaN(millis) ? undefined : millis;
};

const toStamp = (millis: number): string =>
	new Date(millis).toISOString().replace(/\.\d{3}|[-:]/g, "");

const sha256 = (data: string | Uint8Array): string =>
	createHash("sha256").update(data).digest("hex");

const hmac = (key: string | Buffer, data: string): Buffer =>
	createHmac("sha256", key).update(data).digest();

const incomplete = (message: string): Fault => ({
	name: "IncompleteSignatureException",
	message,
});

function invalid(message: string): Fault {
	return { name: "InvalidSignatureException", message };
}
