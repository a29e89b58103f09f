import type * as aws from "@aws-sdk/client-rekognition";

/** What is sent for a request: AWS's JSON and its status. */
export interface Answer {
	readonly status: number;
	readonly text: string;
}

export interface Fault {
	readonly name: string;
	readonly message: string;
}

/** The exceptions that Rekognition's operations on faces declare and a client may have caused. */
const CLIENT_FAULTS: ReadonlySet<string> = new Set([
	"AccessDeniedException",
	"IdempotentParameterMismatchException",
	"ImageTooLargeException",
	"InvalidImageFormatException",
	"InvalidPaginationTokenException",
	"InvalidParameterException",
	"InvalidS3ObjectException",
	"LimitExceededException",
	"ProvisionedThroughputExceededException",
	"ResourceAlreadyExistsException",
	"ResourceNotFoundException",
	"ServiceQuotaExceededException",
	"ThrottlingException",
	"VideoTooLargeException",
] satisfies (keyof typeof aws)[]);

/** Whether an error is one of the SDK's exceptions that its client may see. */
export const isClientFault = (error: unknown): error is Error =>
	error instanceof Error && "$fault" in error && CLIENT_FAULTS.has(error.name);

/** An error as AWS sends it: by `__type` the SDKs know their class again. */
export const toErrorAnswer = (
	status: number,
	{ name, message }: Fault,
	requestId: string,
): Answer => ({
	status,
	text: JSON.stringify({ __type: name, Code: name, Logref: requestId, Message: message }),
});

/**
 * A response as AWS sends it: times are seconds, blobs are base64, and what is not whole has the precision of
 * a float. Members that are not AWS's stay here.
 */
export const toWire = (value: unknown): unknown => {
	if (value instanceof Date) return value.getTime() / 1000;
	if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
	if (Array.isArray(value)) return value.map(toWire);
	if (typeof value === "number") return Number.isInteger(value) ? value : Math.fround(value);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => /^[A-Z]/.test(name))
			.map(([name, member]) => [name, toWire(member)]),
	);
};
