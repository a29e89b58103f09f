import type { IncomingMessage } from "node:http";
import type { CallOptions } from "../api/engine.ts";
import { type FaceOperations, type OperationName, operationNames } from "../api/operations.ts";
import { type Answer, type Fault, isClientFault, toErrorAnswer, toWire } from "./answers.ts";
import { findDoorFault } from "./door.ts";
import { parseJson } from "./json.ts";
import { readBody } from "./requestBody.ts";
import { findSignatureFault, type KeyPair } from "./sigV4.ts";

/** What became of a request's body: a request, or what is wrong with its values or its types. */
type ParsedRequest =
	| { readonly type: "request"; readonly request: unknown }
	| { readonly type: "constraint"; readonly message: string }
	| { readonly type: "serialization"; readonly message: string };

/** A fault of which the client learns nothing but the request's id. */
export interface Problem {
	readonly error: unknown;
	readonly operation: OperationName;
	readonly requestId: string;
}

/** Who stands behind the endpoint. */
export interface Service {
	/** An operation that is not there is unknown to the client. */
	readonly operations: Partial<FaceOperations>;
	/** Looks at a body before the operation does: its request then is of the operation's type. */
	readonly parse: (operation: OperationName, body: unknown) => ParsedRequest;
	/** Hears what the client is not told. */
	readonly onProblem: (problem: Problem) => void;
	/** The time in milliseconds, by which a signature is old. */
	readonly now: () => number;
	/** Who has it may call; if left out, every program on this machine may. */
	readonly keyPair?: KeyPair | undefined;
}

/** One request, and what its answer depends on beside the service. */
export interface Asked {
	readonly request: IncomingMessage;
	readonly requestId: string;
	/** Aborted when the client has gone. */
	readonly abortSignal: AbortSignal;
	readonly port: number;
	readonly bodyBytes: number;
	/** Asks for memory for the body. */
	readonly take: (sizeBytes: number) => boolean;
}

/** By a method's looser rule, since no type says of all operations at once that a request is their own. */
interface AnyOperation {
	call(request: unknown, options: CallOptions): Promise<object>;
}
type AnyOperations = { readonly [Member in keyof FaceOperations]?: AnyOperation["call"] };

const TARGET = "RekognitionService.";

/** The answer to a request; rejects only when its client has gone, or when `onProblem` throws. */
export const answerRequest = async (service: Service, asked: Asked): Promise<Answer> => {
	const { request, requestId } = asked;
	const refuse = (status: number, name: string, message: string) =>
		toErrorAnswer(status, { name, message }, requestId);
	const doorFault = findDoorFault(request, asked.port);
	if (doorFault !== undefined) return refuse(403, "AccessDeniedException", doorFault);
	const body = await readBody(request, asked.bodyBytes, asked.take);
	if (body === "tooLarge")
		return refuse(413, "RequestEntityTooLargeException", "The request entity is too large.");
	if (body === "noMemory")
		return refuse(400, "ThrottlingException", "Slow down; sudden increase in rate of requests.");
	const signatureFault = findFaultOfSigner(service, request, body);
	if (signatureFault) return toErrorAnswer(403, signatureFault, requestId);
	const operation = parseTarget(request.headers["x-amz-target"]);
	if (operation === undefined || !service.operations[operationNames[operation]])
		return refuse(400, "UnknownOperationException", "This endpoint has no such operation.");
	const json = parseJson(body);
	if (!json) return refuse(400, "SerializationException", "The body is not JSON.");
	try {
		return await answerOperation(service, asked, operation, json.value);
	} catch (error) {
		if (isClientFault(error)) return toErrorAnswer(400, error, requestId);
		if (!asked.abortSignal.aborted || !isAbort(error))
			service.onProblem({ error, operation, requestId });
		return refuse(500, "InternalServerError", "Internal server error");
	}
};

const findFaultOfSigner = (
	{ keyPair, now }: Service,
	{ method = "", url = "", headers }: IncomingMessage,
	body: Buffer,
): Fault | undefined =>
	keyPair && findSignatureFault({ method, path: url, query: "", headers, body }, keyPair, now());

const parseTarget = (header: string | readonly string[] | undefined): OperationName | undefined => {
	if (typeof header !== "string" || !header.startsWith(TARGET)) return undefined;
	const name = header.slice(TARGET.length);
	return isOperationName(name) ? name : undefined;
};

const isOperationName = (name: string): name is OperationName =>
	Object.hasOwn(operationNames, name);

const answerOperation = async (
	{ operations, parse }: Service,
	{ requestId, abortSignal }: Asked,
	operation: OperationName,
	body: unknown,
): Promise<Answer> => {
	const parsed = parse(operation, body);
	switch (parsed.type) {
		case "constraint": {
			const { message } = parsed;
			return toErrorAnswer(400, { name: "InvalidParameterException", message }, requestId);
		}
		case "serialization": {
			const { message } = parsed;
			return toErrorAnswer(400, { name: "SerializationException", message }, requestId);
		}
		case "request": {
			const calls: AnyOperations = operations;
			const response = await calls[operationNames[operation]]?.(parsed.request, { abortSignal });
			return { status: 200, text: JSON.stringify(toWire(response)) };
		}
	}
};

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";
