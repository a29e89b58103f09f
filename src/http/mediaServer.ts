import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** Serves videos to players on this machine; who does not know a file's secret path gets nothing. */
export interface MediaServer {
	/** A URL the file is served at until it is withdrawn. */
	readonly serve: (
		file: string,
	) => Promise<{ readonly url: string; readonly withdraw: () => void }>;
	readonly dispose: () => void;
}

const SECRET_BYTES = 24;
/** Any port, since an editor on another machine forwards it under a number of its own. */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/** By name only: what a player may show is decided by its <video> element, never by a type from outside. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
	".mp4": "video/mp4",
	".m4v": "video/mp4",
	".mov": "video/mp4",
	".webm": "video/webm",
	".mkv": "video/x-matroska",
};

/** Listens on loopback from the first file on. */
export const createMediaServer = (): MediaServer => {
	const files = new Map<string, string>();
	const server = createServer((request, response) => {
		answer(request, response, files).catch(() => response.destroy());
	});
	let listening: Promise<number> | undefined;
	const listen = () =>
		(listening ??= new Promise((resolve, reject) => {
			server.once("error", reject);
			server.listen(0, "127.0.0.1", () => resolve(toPort(server.address())));
			server.unref();
		}));
	return {
		serve: async (file) => {
			const secret = randomBytes(SECRET_BYTES).toString("base64url");
			files.set(secret, file);
			const port = await listen();
			return {
				url: `http://127.0.0.1:${port}/${secret}/video${path.extname(file)}`,
				withdraw: () => files.delete(secret),
			};
		},
		dispose: () => {
			server.close();
			server.closeAllConnections();
		},
	};
};

const toPort = (address: AddressInfo | string | null): number =>
	typeof address === "object" && address ? address.port : 0;

const answer = async (
	request: IncomingMessage,
	response: ServerResponse,
	files: ReadonlyMap<string, string>,
): Promise<void> => {
	const file = files.get((request.url ?? "").split("/")[1] ?? "");
	const isOurs = LOOPBACK_HOST.test(request.headers.host ?? "");
	if (file === undefined || !isOurs || !["GET", "HEAD"].includes(request.method ?? "")) {
		response.writeHead(404).end();
		return;
	}
	const { size } = await stat(file);
	const range = parseRange(request.headers.range, size);
	const headers = {
		"Accept-Ranges": "bytes",
		"Cache-Control": "no-store",
		"Content-Type": CONTENT_TYPES[path.extname(file).toLowerCase()] ?? "application/octet-stream",
		"Cross-Origin-Resource-Policy": "cross-origin",
		"X-Content-Type-Options": "nosniff",
	};
	if (range === "unsatisfiable") {
		response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
		return;
	}
	const { first, last } = range ?? { first: 0, last: size - 1 };
	response.writeHead(range ? 206 : 200, {
		...headers,
		"Content-Length": last - first + 1,
		...(range ? { "Content-Range": `bytes ${first}-${last}/${size}` } : {}),
	});
	if (request.method === "HEAD" || size === 0) response.end();
	else await pipeline(createReadStream(file, { start: first, end: last }), response);
};

/** One range of bytes; undefined for a whole file, as for forms a player does not send. */
export const parseRange = (
	header: string | undefined,
	size: number,
): { readonly first: number; readonly last: number } | "unsatisfiable" | undefined => {
	const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
	if (from === undefined || to === undefined || (!from && !to)) return undefined;
	const first = from ? Number(from) : Math.max(0, size - Number(to));
	const last = from && to ? Math.min(Number(to), size - 1) : size - 1;
	return first > last || (!from && Number(to) === 0) ? "unsatisfiable" : { first, last };
};
