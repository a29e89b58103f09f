import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

export interface S3Settings {
	readonly endpoint?: string | undefined;
	readonly region?: string | undefined;
	readonly profile?: string | undefined;
	/** Left out, the SDK looks for them: environment, profile, SSO, instance. */
	readonly credentials?: S3ClientConfig["credentials"] | undefined;
	/** How long a connection may say nothing; slow is fine as long as bytes move. */
	readonly stallTimeoutMillis?: number | undefined;
}

const CONNECTION_TIMEOUT_MILLIS = 10_000;
const STALL_TIMEOUT_MILLIS = 30_000;

/** An S3 client that does not wait for ever, with the SDK's own credential chain and retries. */
export function createS3Client(settings: S3Settings = {}): S3Client {
	const { region, profile, credentials } = settings;
	const endpoint = settings.endpoint || configuredEndpoint();
	const stallTimeoutMillis = settings.stallTimeoutMillis ?? STALL_TIMEOUT_MILLIS;
	return new S3Client({
		...(region && { region }),
		...(profile && { profile }),
		...(credentials && { credentials }),
		...(endpoint && toCustomEndpoint(endpoint)),
		followRegionRedirects: true,
		requestHandler: {
			connectionTimeout: CONNECTION_TIMEOUT_MILLIS,
			// Ends a request without an answer; the socket's time-out ends a body that stalls.
			requestTimeout: stallTimeoutMillis,
			throwOnRequestTimeout: true,
			socketTimeout: stallTimeoutMillis,
		},
	});
}

/** What S3 look-alikes need: no bucket in the host name, no checksum trailers, none expected on ranges. */
const toCustomEndpoint = (endpoint: string) =>
	({
		endpoint,
		forcePathStyle: true,
		requestChecksumCalculation: "WHEN_REQUIRED",
		responseChecksumValidation: "WHEN_REQUIRED",
	}) satisfies S3ClientConfig;

/** The SDK reads these variables itself, but then keeps the bucket in the host name. */
function configuredEndpoint(): string | undefined {
	const { env } = process;
	if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
	return env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"];
}
