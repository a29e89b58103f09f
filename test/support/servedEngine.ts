import type { FaceOperations } from "../../src/api/operations.ts";
import { createEndpoint, type Endpoint } from "../../src/http/endpoint.ts";
import { parseServedRequest } from "../../src/http/servedRequest.ts";

/** The endpoint as it ships, in front of any engine. */
export const serveEngine = (operations: FaceOperations): Promise<Endpoint> =>
	createEndpoint({
		operations,
		parse: parseServedRequest,
		now: Date.now,
		onProblem: ({ error }) => {
			throw error;
		},
	});
