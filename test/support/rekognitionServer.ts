import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { FaceEngine } from "../../src/api/engine.ts";

const TYPE = "application/x-amz-json-1.1";

/** A small Rekognition for tests: the SDK's wire format in front of any engine. */
export const startRekognitionServer = async (engine: FaceEngine) => {
	const operations = new Map<unknown, (request: string) => Promise<object>>([
		[
			"RekognitionService.StartFaceDetection",
			(asked) => engine.startFaceDetection(JSON.parse(asked)),
		],
		["RekognitionService.GetFaceDetection", (asked) => engine.getFaceDetection(JSON.parse(asked))],
	]);
	const server = createServer((request, response) => {
		const operation = operations.get(request.headers["x-amz-target"]);
		const answering = async () => {
			if (!operation) throw Object.assign(new Error(), { name: "UnknownOperationException" });
			send(response, 200, await operation(await text(request)));
		};
		answering().catch((error: unknown) => {
			const { name, message } = error instanceof Error ? error : new Error(String(error));
			send(response, 400, { __type: name, Code: name, Logref: randomUUID(), Message: message });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address ? address.port : 0;
	return {
		endpoint: `http://127.0.0.1:${port}`,
		stop: () => {
			server.close();
			server.closeAllConnections();
		},
	};
};

const send = (response: ServerResponse, status: number, body: object): void => {
	response.writeHead(status, { "Content-Type": TYPE, "x-amzn-RequestId": randomUUID() });
	response.end(JSON.stringify(body));
};
