import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerRequest, type Service } from "./answerRequest.ts";
import type { Answer } from "./answers.ts";
import { createBodyMemory, drain } from "./requestBody.ts";

interface EndpointLimits {
	/** Two pictures of 5 MiB, which CompareFaces takes, are 13.3 MiB in base64. */
	readonly bodyBytes: number;
	/** Of all requests that are being answered. */
	readonly bodiesBytes: number;
	/** How much of a body that is not wanted is read past, so that its client sees the answer. */
	readonly drainBytes: number;
	readonly connections: number;
	/** How long a request may take to arrive, and an answer to be read. */
	readonly requestMillis: number;
	readonly keepAliveMillis: number;
	/** How often the times above are looked at; Node's own 30 s would be the longest of them. */
	readonly checkMillis: number;
	/** How long running requests may take to end when the endpoint is closed. */
	readonly closeMillis: number;
}

export interface EndpointOptions extends Service {
	/** Any free one if left out. */
	readonly port?: number | undefined;
	readonly limits?: Partial<EndpointLimits> | undefined;
}

export interface Endpoint {
	readonly url: string;
	readonly port: number;
	/** Takes no more requests, lets the running ones end for some seconds, and then cuts them off. */
	readonly close: () => Promise<void>;
}

const ADDRESS = "127.0.0.1";
const MIB = 2 ** 20;

const LIMITS: EndpointLimits = {
	bodyBytes: 14 * MIB,
	bodiesBytes: 128 * MIB,
	drainBytes: 128 * MIB,
	connections: 512,
	requestMillis: 14_000,
	keepAliveMillis: 10_000,
	checkMillis: 1000,
	closeMillis: 3000,
};

/** Amazon Rekognition's HTTP interface on this machine only, for every AWS SDK and the aws command. */
export const createEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
	const limits = { ...LIMITS, ...options.limits };
	const server = createLimitedServer(limits);
	const port = await listen(server, options.port ?? 0);
	const memory = createBodyMemory(limits.bodiesBytes);
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const requestId = randomUUID();
		response.setHeader("x-amzn-RequestId", requestId);
		const abortSignal = toAbortSignal(response);
		const own = memory.open();
		try {
			const { bodyBytes } = limits;
			const asked = { request, requestId, abortSignal, port, bodyBytes, take: own.take };
			const given = await answerRequest(options, asked);
			if (!server.listening) response.setHeader("Connection", "close");
			send(request, response, given, limits);
		} finally {
			own.close();
		}
	};
	server.on("request", (request, response) => {
		answer(request, response).catch(() => response.destroy());
	});
	let closed: Promise<void> | undefined;
	const close = () => (closed ??= closeServer(server, limits.closeMillis));
	return { url: `http://${ADDRESS}:${port}`, port, close };
};

const createLimitedServer = (limits: EndpointLimits): Server => {
	const server = createServer({
		connectionsCheckingInterval: limits.checkMillis,
		headersTimeout: limits.requestMillis,
		requestTimeout: limits.requestMillis,
		keepAliveTimeout: limits.keepAliveMillis,
		// A second Host or X-Amz-Target must be seen to be refused.
		joinDuplicateHeaders: true,
	});
	server.maxConnections = limits.connections;
	// Their size is limited; by a number Node would leave the last ones out without a word.
	server.maxHeadersCount = 0;
	return server;
};

const listen = (server: Server, port: number): Promise<number> =>
	new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, ADDRESS, () => {
			server.off("error", reject);
			const address = server.address();
			resolve(typeof address === "object" && address ? address.port : port);
		});
	});

const toAbortSignal = (response: ServerResponse): AbortSignal => {
	const gone = new AbortController();
	response.once("close", () => {
		if (!response.writableFinished) gone.abort();
	});
	return gone.signal;
};

const send = (
	request: IncomingMessage,
	response: ServerResponse,
	{ status, text }: Answer,
	{ requestMillis, drainBytes }: EndpointLimits,
): void => {
	response.writeHead(status, {
		"Content-Type": "application/x-amz-json-1.1",
		"Content-Length": Buffer.byteLength(text),
	});
	// For a client that does not read its answer; the next request of the connection ends it.
	response.socket?.setTimeout(requestMillis);
	if (request.complete) {
		response.end(text);
		return;
	}
	response.write(text);
	drain(request, drainBytes, () => response.end());
};

const closeServer = (server: Server, closeMillis: number): Promise<void> =>
	new Promise((resolve) => {
		const cutOff = setTimeout(() => server.closeAllConnections(), closeMillis);
		server.close(() => {
			clearTimeout(cutOff);
			resolve();
		});
	});
