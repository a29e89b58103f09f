import { parseBase64 } from "./base64.ts";
import { requestMembers, type Operation, type Requests } from "./constraints.ts";
import type { ListShape, MapShape, MemberShape, NumberShape } from "./shapes.ts";
import {
	blobViolations,
	listViolations,
	mapViolations,
	missing,
	numberViolations,
	textViolations,
	toConstraintMessage,
	type PlacedViolation,
	type Violation,
} from "./violations.ts";

/** A request with nothing in it but what its operation knows, or what is wrong with it. */
export type ParsedRequest<Request> =
	| { readonly type: "request"; readonly request: Request }
	/** A value is missing, or not one of those that are allowed. */
	| { readonly type: "constraint"; readonly message: string }
	/** A value is of another type; this comes before all constraints, and the first is told. */
	| { readonly type: "serialization"; readonly message: string };

export interface ParseOptions {
	/** How blobs come: as they are in the SDK's requests, or as base64 in JSON. */
	readonly blobs?: "bytes" | "base64";
}

/** What is null counts as absent, and what the operation does not know is left out. No JSON makes it throw. */
export const parseRequest = <Name extends Operation>(
	operation: Name,
	value: unknown,
	{ blobs = "bytes" }: ParseOptions = {},
): ParsedRequest<Requests[Name]> => {
	const members: Members = requestMembers[operation];
	const reading = readStructure(members, value === undefined ? {} : value, "", BLOB_FORMS[blobs]);
	if ("mismatch" in reading) return { type: "serialization", message: reading.mismatch };
	return isSound<Requests[Name]>(reading)
		? { type: "request", request: reading.value }
		: { type: "constraint", message: toConstraintMessage(reading.violations) };
};

type Members = Readonly<Record<string, MemberShape>>;

type Reading = Read | { readonly mismatch: string };

interface Read<Value = unknown> {
	readonly value: Value;
	readonly violations: readonly PlacedViolation[];
}

interface BlobForm {
	readonly name: string;
	readonly read: (value: unknown) => Uint8Array | undefined;
}

const BLOB_FORMS: Readonly<Record<"bytes" | "base64", BlobForm>> = {
	bytes: {
		name: "a Uint8Array",
		read: (value) => (value instanceof Uint8Array ? value : undefined),
	},
	base64: {
		name: "a Blob of padded base64",
		read: (value) => (typeof value === "string" ? parseBase64(value) : undefined),
	},
};

/** The compiler holds the table's members against the SDK's type: what meets the one is of the other. */
const isSound = <Request>(reading: Read): reading is Read<Request> =>
	reading.violations.length === 0;

const readStructure = (
	members: Members,
	value: unknown,
	path: string,
	blobForm: BlobForm,
): Reading => {
	if (!isObject(value)) return toMismatch(value, "a Structure", path);
	const entries: [string, unknown][] = [];
	const violations: PlacedViolation[] = [];
	for (const [name, shape] of Object.entries(members)) {
		const member = Object.hasOwn(value, name) ? value[name] : undefined;
		const memberPath = toPath(path, name);
		if (isAbsent(member)) {
			if (shape.required) violations.push({ ...missing, path: memberPath });
			continue;
		}
		const reading = readMember(shape, member, memberPath, blobForm);
		if ("mismatch" in reading) return reading;
		entries.push([name, reading.value]);
		violations.push(...reading.violations);
	}
	return { value: Object.fromEntries(entries), violations };
};

const readMember = (
	shape: MemberShape,
	value: unknown,
	path: string,
	blobForm: BlobForm,
): Reading => {
	switch (shape.type) {
		case "string":
		case "enum":
			return typeof value === "string"
				? toReading(value, textViolations(shape, value), path)
				: toMismatch(value, "a String", path);
		case "integer":
		case "float":
			return readNumber(shape, value, path);
		case "blob": {
			const bytes = blobForm.read(value);
			return bytes
				? toReading(bytes, blobViolations(shape, bytes), path)
				: toMismatch(value, blobForm.name, path);
		}
		case "list":
			return readList(shape, value, path);
		case "map":
			return readMap(shape, value, path);
		case "structure":
			return readStructure(shape.members, value, path, blobForm);
	}
};

const readNumber = (shape: NumberShape, value: unknown, path: string): Reading => {
	const [target, isOfType] =
		shape.type === "integer" ? ["an Integer", Number.isSafeInteger] : ["a Float", Number.isFinite];
	return typeof value === "number" && isOfType(value)
		? toReading(value, numberViolations(shape, value), path)
		: toMismatch(value, target, path);
};

const readList = (shape: ListShape, value: unknown, path: string): Reading => {
	if (!Array.isArray(value)) return toMismatch(value, "a List", path);
	const items: string[] = [];
	for (const [index, item] of value.entries()) {
		if (isAbsent(item)) continue;
		if (typeof item !== "string")
			return toMismatch(item, "a String", `${path}.${index + 1}.member`);
		items.push(item);
	}
	return toReading(items, listViolations(shape, items), path);
};

const readMap = (shape: MapShape, value: unknown, path: string): Reading => {
	if (!isObject(value)) return toMismatch(value, "a Map", path);
	const entries: [string, string][] = [];
	for (const [key, item] of Object.entries(value)) {
		if (isAbsent(item)) continue;
		if (typeof item !== "string") return toMismatch(item, "a String", path);
		entries.push([key, item]);
	}
	return toReading(Object.fromEntries(entries), mapViolations(shape, entries), path);
};

const toReading = (value: unknown, violations: readonly Violation[], path: string): Reading => ({
	value,
	violations: violations.map((violation) => ({ ...violation, path })),
});

/** AWS's services say what they found, and not where. */
const toMismatch = (value: unknown, target: string, path: string): Reading => ({
	mismatch: `${toFinding(value, target)}${path === "" ? "" : ` at '${path}'`}`,
});

const toFinding = (value: unknown, target: string): string => {
	if (Array.isArray(value)) return "Start of list found where not expected";
	if (typeof value === "object" && value !== null)
		return "Start of structure or map found where not expected";
	const kind = value === null || typeof value === "boolean" ? String(value) : typeof value;
	return `${kind.toUpperCase()}_VALUE can not be converted to ${target}`;
};

/** Only the first letter becomes small, as in sNSTopicArn. */
const toPath = (path: string, name: string): string => {
	const last = name.charAt(0).toLowerCase() + name.slice(1);
	return path === "" ? last : `${path}.${last}`;
};

const isAbsent = (value: unknown): value is null | undefined =>
	value === null || value === undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" &&
	value !== null &&
	!Array.isArray(value) &&
	!ArrayBuffer.isView(value);
