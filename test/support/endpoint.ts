import { connect } from "node:net";
import { Rekognition, type RekognitionClientConfig } from "@aws-sdk/client-rekognition";
import type { Problem } from "../../src/http/answerRequest.ts";
import { createEndpoint, type Endpoint, type EndpointOptions } from "../../src/http/endpoint.ts";

export const KEY_PAIR = { accessKeyId: "AKIDLOCAL", secretAccessKey: "a/local+secret" };

/** Endpoints that are closed after the test, and clients of them. */
export const useEndpoints = () => {
	const opened: { close: () => unknown }[] = [];
	const problems: Problem[] = [];
	afterEach(async () => {
		problems.length = 0;
		await Promise.all(opened.splice(0).map((each) => each.close()));
	});
	const open = async (options: Partial<EndpointOptions> = {}): Promise<Endpoint> => {
		const endpoint = await createEndpoint({
			operations: {},
			parse: (_, request) => ({ type: "request", request }),
			onProblem: (problem) => problems.push(problem),
			now: Date.now,
			...options,
		});
		opened.push(endpoint);
		return endpoint;
	};
	const toClient = ({ url }: { readonly url: string }, config: RekognitionClientConfig = {}) => {
		const client = new Rekognition({
			region: "eu-west-1",
			endpoint: url,
			credentials: KEY_PAIR,
			maxAttempts: 1,
			...config,
		});
		opened.push({ close: () => client.destroy() });
		return client;
	};
	return { open, toClient, problems };
};

/**
 * Writes bytes to a port of this machine and gives back all that comes until the other side has closed. Reads
 * nothing before it has written all, as many clients do.
 */
export const converse = (port: number, ...chunks: readonly (string | Uint8Array)[]) =>
	new Promise<string>((resolve) => {
		let answer = "";
		const socket = connect(port, "127.0.0.1").pause();
		socket.setEncoding("utf8");
		socket.on("data", (text: string) => (answer += text));
		// A connection may be cut while this side still writes; what it has said by then is what counts.
		socket.on("error", () => socket.destroy());
		socket.once("close", () => resolve(answer));
		socket.once("connect", () => {
			for (const chunk of chunks) socket.write(chunk);
			socket.write("", () => socket.resume());
		});
	});

/** A request as text; a header that is undefined is left out, a list is sent as several. */
export const toRequestText = (
	port: number,
	headers: Readonly<Record<string, string | readonly string[] | undefined>> = {},
	body = "{}",
	line = "POST / HTTP/1.1",
): string => {
	const all: Record<string, string | readonly string[] | undefined> = {
		Host: `127.0.0.1:${port}`,
		Connection: "close",
		"Content-Type": "application/x-amz-json-1.1",
		"X-Amz-Target": "RekognitionService.ListCollections",
		"Content-Length": String(Buffer.byteLength(body)),
		...headers,
	};
	const lines = Object.entries(all).flatMap(([name, values]) =>
		values === undefined ? [] : [values].flat().map((value) => `${name}: ${value}`),
	);
	return `${[line, ...lines].join("\r\n")}\r\n\r\n${body}`;
};

/** What an answer says: its status, and the `__type` of its body if it has one. */
export const readAnswer = (answer: string) => ({
	status: Number(answer.split(" ")[1] ?? 0),
	type: /"__type":"(\w+)"/.exec(answer)?.[1],
});
