import assert from "node:assert/strict";
import { Rekognition } from "@aws-sdk/client-rekognition";
import { findSignatureFault, type SignedRequest } from "../../src/http/sigV4.ts";
import { KEY_PAIR } from "../support/endpoint.ts";

interface Wish {
	/** Headers to be set before the SDK signs, or left out by being undefined. */
	readonly headers?: Readonly<Record<string, string | undefined>>;
	readonly sessionToken?: string;
	readonly service?: string;
	readonly region?: string;
	readonly CollectionId?: string;
}

const MINUTE = 60_000;
const now = Date.parse("2026-03-04T05:06:07.890Z");

/** What the SDK's own client signs and would send, at `now`. */
const sign = async ({ headers = {}, ...wish }: Wish = {}): Promise<SignedRequest> => {
	const signed = Promise.withResolvers<SignedRequest>();
	const client = new Rekognition({
		region: wish.region ?? "eu-west-1",
		endpoint: "http://127.0.0.1:8080",
		credentials: { ...KEY_PAIR, ...(wish.sessionToken ? { sessionToken: wish.sessionToken } : {}) },
		systemClockOffset: now - Date.now(),
		maxAttempts: 1,
		requestHandler: {
			handle: (request: Omit<SignedRequest, "query">) => {
				signed.resolve({ ...request, query: "", body: new Uint8Array(request.body) });
				return Promise.reject(new Error("it has been signed"));
			},
		},
		...(wish.service ? { signingName: wish.service } : {}),
	});
	client.middlewareStack.add(
		(next) => (step) => {
			const { request } = step;
			if (request instanceof Object && "headers" in request) setHeaders(request.headers, headers);
			return next(step);
		},
		{ step: "build", priority: "low" },
	);
	await assert.rejects(client.deleteCollection({ CollectionId: wish.CollectionId ?? "people" }));
	return signed.promise;
};

const setHeaders = (all: unknown, changes: NonNullable<Wish["headers"]>): void => {
	assert.ok(all instanceof Object);
	for (const [name, value] of Object.entries(changes)) {
		if (value === undefined) Reflect.deleteProperty(all, name);
		else Reflect.set(all, name, value);
	}
};

const withHeaders = (request: SignedRequest, headers: SignedRequest["headers"]): SignedRequest => ({
	...request,
	headers: { ...request.headers, ...headers },
});

const withAuthorization = (request: SignedRequest, change: (text: string) => string) =>
	withHeaders(request, { authorization: change(request.headers.authorization ?? "") });

const find = (request: SignedRequest, nowMillis = now) =>
	findSignatureFault(request, KEY_PAIR, nowMillis);

const assertMismatch = (request: SignedRequest, message?: string) => {
	const fault = find(request);
	assert.equal(fault?.name, "InvalidSignatureException", message);
	assert.match(fault.message, /^The request signature we calculated does not match/, message);
};

describe("findSignatureFault", () => {
	it("finds none in what the SDK signs, whatever the region", async () => {
		for (const region of ["eu-west-1", "us-gov-west-1", "local"])
			assert.equal(find(await sign({ region })), undefined, region);
		assert.equal(find(await sign({ sessionToken: "a/long+token==" })), undefined);
		assert.equal(find(await sign({ headers: { "x-note": "  two   words " } })), undefined);
	});

	it("finds another key and another secret", async () => {
		const request = await sign();
		const { accessKeyId, secretAccessKey } = KEY_PAIR;
		const stranger = { accessKeyId: "AKIDOTHER", secretAccessKey };
		assert.deepEqual(findSignatureFault(request, stranger, now), {
			name: "UnrecognizedClientException",
			message: "The security token included in the request is invalid.",
		});
		const guess = { accessKeyId, secretAccessKey: `${secretAccessKey} ` };
		assert.equal(findSignatureFault(request, guess, now)?.name, "InvalidSignatureException");
	});

	it("finds what was changed after signing", async () => {
		const request = await sign({ sessionToken: "token" });
		const body = Buffer.from('{"CollectionId":"peoplf"}');
		assertMismatch({ ...request, body });
		assertMismatch({ ...request, body: Buffer.alloc(0) });
		assertMismatch({ ...request, method: "PUT" });
		assertMismatch({ ...request, path: "/x" });
		assertMismatch({ ...request, query: "X-Amz-Expires=60" });
		for (const [name, value] of Object.entries({
			"x-amz-target": "RekognitionService.DeleteFaces",
			host: "127.0.0.1:8081",
			"x-amz-date": "20260304T050608Z",
			"x-amz-security-token": "another",
			"content-type": "application/x-amz-json-1.0",
		}))
			assertMismatch(withHeaders(request, { [name]: value }), name);
	});

	it("finds a body whose own hash has been changed with it", async () => {
		const other = await sign({ CollectionId: "others" });
		const { headers } = other;
		const hash = { "x-amz-content-sha256": headers["x-amz-content-sha256"] };
		assertMismatch({ ...withHeaders(await sign(), hash), body: other.body });
	});

	it("takes no body that its signer left unsigned", async () => {
		for (const hash of ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", ""])
			assertMismatch(await sign({ headers: { "x-amz-content-sha256": hash } }), hash);
	});

	it("holds five minutes in either direction", async () => {
		const request = await sign();
		const signedAt = Date.parse("2026-03-04T05:06:07Z");
		for (const millis of [-5 * MINUTE, 0, 5 * MINUTE])
			assert.equal(find(request, signedAt + millis), undefined, String(millis));
		assert.deepEqual(find(request, signedAt + 5 * MINUTE + 1000), {
			name: "InvalidSignatureException",
			message:
				"Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T051108Z - 5 min.)",
		});
		assert.deepEqual(find(request, signedAt - 5 * MINUTE - 1000), {
			name: "InvalidSignatureException",
			message:
				"Signature not yet current: 20260304T050607Z is still later than 20260304T050606Z (20260304T050106Z + 5 min.)",
		});
	});

	it("wants everything signed that decides the answer", async () => {
		const request = await sign({ sessionToken: "token" });
		for (const name of ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"]) {
			const less = withAuthorization(request, (text) =>
				text.replace(/(?<=SignedHeaders=)[^,]+/, (names) =>
					names
						.split(";")
						.filter((each) => each !== name)
						.join(";"),
				),
			);
			assert.deepEqual(find(less), {
				name: "InvalidSignatureException",
				message: `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
			});
		}
	});

	it("takes no target and no token that was added to a signed request", async () => {
		const [target, token] = ["x-amz-target", "x-amz-security-token"];
		const untargeted = await sign({ headers: { [target]: undefined } });
		assert.equal(find(untargeted), undefined);
		const added = withHeaders(untargeted, { [target]: "RekognitionService.DeleteCollection" });
		assert.match(find(added)?.message ?? "", /'x-amz-target' must be/);
		const tokened = withHeaders(await sign(), { [token]: "token" });
		assert.match(find(tokened)?.message ?? "", /'x-amz-security-token' must be/);
	});

	it("wants a signature, and that in the header", async () => {
		const missing = {
			name: "MissingAuthenticationTokenException",
			message: "Missing Authentication Token",
		};
		const { authorization, ...headers } = (await sign()).headers;
		assert.deepEqual(find({ ...(await sign()), headers }), missing);
		const presigned = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=${authorization?.slice(-64)}`;
		assert.deepEqual(find({ ...(await sign()), headers, query: presigned }), missing);
		for (const other of ["", "Basic YTpi", "Bearer a"])
			assert.deepEqual(find(withHeaders(await sign(), { authorization: other })), missing);
	});

	it("says what a signature lacks without repeating it", async () => {
		const request = await sign();
		const changes: Readonly<Record<string, [RegExp, string]>> = {
			"Unsupported AWS 'algorithm'": [/^AWS4-HMAC-SHA256/, "AWS4-ECDSA-P256-SHA256"],
			"requires 'Credential'": [/Credential=[^,]+, /, ""],
			"requires 'SignedHeaders'": [/SignedHeaders=[^,]+, /, ""],
			"requires 'Signature'": [/Signature=.*/, "Signature="],
			"Credential must have exactly 5": [/\/eu-west-1/, ""],
		};
		for (const [message, [from, to]] of Object.entries(changes)) {
			const fault = find(withAuthorization(request, (text) => text.replace(from, to)));
			assert.equal(fault?.name, "IncompleteSignatureException", message);
			assert.ok(fault.message.includes(message), fault.message);
			assert.doesNotMatch(fault.message, /[\da-f]{16}|AKIDLOCAL/);
		}
	});

	it("wants a date that is one", async () => {
		const request = await sign();
		for (const date of ["", "20261304T050607Z", "2026-03-04T05:06:07Z", "20260304T050607Z, x"])
			assert.deepEqual(find(withHeaders(request, { "x-amz-date": date })), {
				name: "IncompleteSignatureException",
				message: "Date must be in ISO-8601 'basic format'.",
			});
		const { "x-amz-date": _, ...headers } = request.headers;
		assert.deepEqual(find({ ...request, headers }), {
			name: "IncompleteSignatureException",
			message: "Authorization header requires existence of a 'X-Amz-Date' header.",
		});
	});

	it("wants its own service and a scope that fits", async () => {
		assert.deepEqual(find(await sign({ service: "s3" })), {
			name: "InvalidSignatureException",
			message: "Credential should be scoped to correct service: 'rekognition'.",
		});
		const request = await sign();
		const changes: Readonly<Record<string, [string, string]>> = {
			"valid terminator": ["/aws4_request", "/aws5_request"],
			"valid region": ["/eu-west-1/", "//"],
			"Date in Credential scope": ["/20260304/", "/20260303/"],
		};
		for (const [message, [from, to]] of Object.entries(changes)) {
			const fault = find(withAuthorization(request, (text) => text.replace(from, to)));
			assert.equal(fault?.name, "InvalidSignatureException");
			assert.ok(fault.message.includes(message), fault.message);
		}
		assertMismatch(withAuthorization(request, (text) => text.replace("eu-west-1", "us-east-1")));
	});

	it("takes no other signature of the same length, and none of another", async () => {
		const request = await sign();
		for (const signature of ["0".repeat(64), "", "zz", "0".repeat(10_000), "Z".repeat(64)]) {
			const forged = withAuthorization(request, (text) => text.replace(/[^=]+$/, signature));
			assert.ok(find(forged), signature);
		}
		const longer = withAuthorization(request, (text) => `${text}00`);
		assertMismatch(longer);
	});

	it("is not misled by a header's name that every object has", async () => {
		const request = withAuthorization(await sign(), (text) =>
			text.replace("SignedHeaders=", "SignedHeaders=__proto__;constructor;"),
		);
		assertMismatch(request);
	});
});
