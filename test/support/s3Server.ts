import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

export interface S3Request {
	readonly method: string;
	readonly path: string;
	readonly bucket: string;
	readonly key: string;
	readonly query: URLSearchParams;
	readonly range: string | undefined;
	readonly ifMatch: string | undefined;
}

/** What may go wrong; `afterBytes` counts the body's bytes, `atByte` the object's. */
export type Fault =
	| { readonly type: "error"; readonly status: number; readonly code: string }
	/** Connection reset, an early end, or silence, after so many bytes of the body. */
	| { readonly type: "reset" | "truncate" | "stall"; readonly afterBytes: number }
	| { readonly type: "flip"; readonly atByte: number }
	/** An answer that takes no notice of the Range header. */
	| { readonly type: "ignoreRange" };

export interface S3ServerOptions {
	/** Buckets of keys of contents, a string being the path of a file. */
	readonly buckets: Readonly<Record<string, Readonly<Record<string, Buffer | string>>>>;
	/** Looks at each request first; may wait, put or delete objects, or name a fault. */
	readonly onRequest?: (request: S3Request) => Fault | undefined | void | Promise<Fault | void>;
}

export type S3Server = Awaited<ReturnType<typeof startS3Server>>;

interface Stored {
	readonly data: Buffer;
	readonly etag: string;
	readonly versionId: string;
	readonly headers: Readonly<Record<string, string>>;
}

class S3Error extends Error {
	readonly status: number;
	readonly code: string;

	constructor(status: number, code: string) {
		super(code);
		this.status = status;
		this.code = code;
	}
}

const CREATED = new Date("2024-05-06T07:08:09Z");
const credentials = { accessKeyId: "TESTKEY", secretAccessKey: "test-secret" };

/** An S3 of its own on 127.0.0.1: lists, heads, gets and puts, with faults on demand. */
export async function startS3Server(options: S3ServerOptions) {
	const buckets = new Map<string, Map<string, Stored[]>>();
	const requests: S3Request[] = [];
	const put = (bucket: string, key: string, data: Buffer | string, extra: Partial<Stored> = {}) => {
		const objects = buckets.get(bucket) ?? new Map<string, Stored[]>();
		const versions = objects.get(key) ?? [];
		const bytes = typeof data === "string" ? readFileSync(data) : data;
		const etag = createHash("md5").update(bytes).digest("hex");
		const versionId = `v${versions.length + 1}`;
		versions.push({ data: bytes, etag, versionId, headers: {}, ...extra });
		buckets.set(bucket, objects.set(key, versions));
	};
	for (const [bucket, objects] of Object.entries(options.buckets)) {
		buckets.set(bucket, new Map());
		for (const [key, data] of Object.entries(objects)) put(bucket, key, data);
	}
	const server = createServer((message, response) => {
		const request = parseRequest(message);
		requests.push(request);
		answer(request, message, response).catch((error: unknown) => {
			const { status, code } = error instanceof S3Error ? error : new S3Error(500, String(error));
			const body = toXml({ Error: { Code: code, Message: `${code}.`, RequestId: "TEST" } });
			response.writeHead(status, { "content-type": "application/xml" });
			response.end(request.method === "HEAD" ? undefined : body);
		});
	});
	const answer = async (request: S3Request, message: IncomingMessage, response: ServerResponse) => {
		const { bucket, key, method } = request;
		const fault = (await options.onRequest?.(request)) ?? undefined;
		if (fault?.type === "error") throw new S3Error(fault.status, fault.code);
		if (!message.headers.authorization?.includes(`Credential=${credentials.accessKeyId}/`)) {
			throw new S3Error(403, "AccessDenied");
		}
		if (bucket === "") return sendXml(response, toBucketList([...buckets.keys()], request.query));
		const objects = buckets.get(bucket);
		if (objects === undefined) throw new S3Error(404, "NoSuchBucket");
		if (method === "PUT" && key !== "") {
			if (message.headers["content-encoding"]) throw new S3Error(501, "NotImplemented");
			put(bucket, key, await buffer(message));
			return response.writeHead(200, { etag: `"${objects.get(key)?.at(-1)?.etag}"` }).end();
		}
		if (method !== "GET" && method !== "HEAD") throw new S3Error(405, "MethodNotAllowed");
		if (key === "") return sendXml(response, toObjectList(objects, bucket, request.query));
		return sendObject(request, response, findVersion(objects, request), fault);
	};
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	const stop = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	const remove = (bucket: string, key: string) => buckets.get(bucket)?.delete(key);
	const endpoint = `http://127.0.0.1:${address.port}`;
	return { endpoint, credentials, requests, put, delete: remove, stop };
}

function parseRequest({ method = "", url = "", headers }: IncomingMessage): S3Request {
	const [path = "", query] = url.split("?");
	const [, bucket = "", ...key] = path.split("/").map(decodeURIComponent);
	return {
		method,
		path,
		bucket,
		key: key.join("/"),
		query: new URLSearchParams(query),
		range: headers.range,
		ifMatch: headers["if-match"],
	};
}

function findVersion(objects: ReadonlyMap<string, readonly Stored[]>, request: S3Request): Stored {
	const versions = objects.get(request.key);
	const versionId = request.query.get("versionId");
	if (versions === undefined) throw new S3Error(404, "NoSuchKey");
	if (versionId === null) return versions[versions.length - 1] ?? fail(404, "NoSuchKey");
	return versions.find((one) => one.versionId === versionId) ?? fail(404, "NoSuchVersion");
}

function fail(status: number, code: string): never {
	throw new S3Error(status, code);
}

function sendObject(request: S3Request, response: ServerResponse, stored: Stored, fault?: Fault) {
	const { method, ifMatch } = request;
	const { length } = stored.data;
	if (ifMatch !== undefined && ifMatch.replaceAll('"', "") !== stored.etag) {
		throw new S3Error(412, "PreconditionFailed");
	}
	const range = fault?.type === "ignoreRange" ? undefined : parseRange(request.range, length);
	const [from, to] = range ?? [0, length];
	const data = Buffer.from(stored.data.subarray(from, to));
	if (fault?.type === "flip" && fault.atByte >= from && fault.atByte < to) {
		data.writeUInt8(data.readUInt8(fault.atByte - from) ^ 1, fault.atByte - from);
	}
	response.writeHead(range ? 206 : 200, {
		"content-length": data.length,
		"accept-ranges": "bytes",
		etag: `"${stored.etag}"`,
		"last-modified": CREATED.toUTCString(),
		"x-amz-version-id": stored.versionId,
		...stored.headers,
		...(range && { "content-range": `bytes ${from}-${to - 1}/${length}` }),
	});
	if (method === "HEAD") return response.end();
	if (fault === undefined || !("afterBytes" in fault)) return response.end(data);
	const breakOff = () => {
		if (fault.type === "reset") response.socket?.resetAndDestroy();
		if (fault.type === "truncate") response.socket?.end();
	};
	return response.write(data.subarray(0, fault.afterBytes), breakOff);
}

function parseRange(header: string | undefined, length: number): [number, number] | undefined {
	const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
	if (first === "" && last === "") return undefined;
	if (first === "") return [Math.max(0, length - Number(last)), length];
	if (Number(first) >= length) throw new S3Error(416, "InvalidRange");
	return [Number(first), last === "" ? length : Math.min(Number(last) + 1, length)];
}

function toBucketList(names: readonly string[], query: URLSearchParams): string {
	const start = query.get("continuation-token") ?? "";
	const found = names.toSorted().filter((name) => name > start);
	const page = found.slice(0, Number(query.get("max-buckets") ?? 10_000));
	return toXml({
		ListAllMyBucketsResult: {
			Buckets: { Bucket: page.map((Name) => ({ Name, CreationDate: CREATED.toISOString() })) },
			...(page.length < found.length && { ContinuationToken: page.at(-1) }),
		},
	});
}

function toObjectList(
	objects: ReadonlyMap<string, readonly Stored[]>,
	bucket: string,
	query: URLSearchParams,
): string {
	const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
	const token = query.get("continuation-token");
	const start = token ? Buffer.from(token, "base64url").toString() : query.get("start-after");
	const maxKeys = Math.min(1000, Number(query.get("max-keys") ?? 1000));
	const entries = new Map<string, Stored | undefined>();
	for (const key of [...objects.keys()].toSorted(compareBytes)) {
		if (!key.startsWith(prefix)) continue;
		const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
		const entry = end === -1 ? key : key.slice(0, end + delimiter.length);
		if (start && compareBytes(token ? entry : key, start) <= 0) continue;
		entries.set(entry, end === -1 ? objects.get(key)?.at(-1) : undefined);
	}
	const page = [...entries].slice(0, maxKeys);
	const isTruncated = page.length < entries.size;
	return toXml({
		ListBucketResult: {
			Name: bucket,
			Prefix: prefix,
			MaxKeys: maxKeys,
			KeyCount: page.length,
			IsTruncated: isTruncated,
			...(isTruncated && {
				NextContinuationToken: Buffer.from(page.at(-1)?.[0] ?? "").toString("base64url"),
			}),
			Contents: page.flatMap(([Key, stored]) => (stored ? [toListed(Key, stored)] : [])),
			CommonPrefixes: page.flatMap(([Prefix, stored]) => (stored ? [] : [{ Prefix }])),
		},
	});
}

const toListed = (Key: string, { data, etag }: Stored) => ({
	Key,
	LastModified: CREATED.toISOString(),
	ETag: `"${etag}"`,
	Size: data.length,
	StorageClass: "STANDARD",
});

const compareBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [tag: string]: Xml };

function toXml(content: Xml): string {
	if (typeof content !== "object") return escapeXml(String(content ?? ""));
	if (Array.isArray(content)) return content.map(toXml).join("");
	return Object.entries(content)
		.flatMap(([tag, value]) => (Array.isArray(value) ? value : [value]).map((one) => [tag, one]))
		.map(([tag, value]) => `<${tag}>${toXml(value)}</${tag}>`)
		.join("");
}

const escapeXml = (text: string) =>
	text.replace(/[&<>"\p{Cc}]/gu, (one) => `&#x${one.charCodeAt(0).toString(16)};`);

const sendXml = (response: ServerResponse, body: string) =>
	response.writeHead(200, { "content-type": "application/xml" }).end(body);
