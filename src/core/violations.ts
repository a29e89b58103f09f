import { boundRules, textRules, type Rule } from "./rules.ts";
import type {
	BlobShape,
	EnumShape,
	ListShape,
	MapShape,
	NumberShape,
	StringShape,
} from "./shapes.ts";

/** A broken rule, and the value that breaks it as a message shows it. */
export interface Violation {
	readonly shown: string;
	readonly rule: string;
}

export interface PlacedViolation extends Violation {
	/** In camelCase: video.s3Object.bucket. */
	readonly path: string;
}

/** So much of a value is shown: all of an id, and of a longer one enough to know it by. */
const MAX_SHOWN_LENGTH = 128;

export const missing: Violation = { shown: "null", rule: "Member must not be null" };

export const textViolations = (shape: StringShape | EnumShape, text: string): Violation[] =>
	toViolations(textRules(shape), text, quote(text));

export const numberViolations = (shape: NumberShape, value: number): Violation[] =>
	toViolations(boundRules("value", shape), value, quote(String(value)));

/** Of a blob no more than its length is shown, and that as AWS does it. */
export const blobViolations = (shape: BlobShape, { length }: Uint8Array): Violation[] =>
	toViolations(
		boundRules("length", shape),
		length,
		quote(`java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`),
	);

export const listViolations = (shape: ListShape, items: readonly string[]): Violation[] => {
	const show = (first: number) => quote(`[${join(items, first, cut)}]`);
	return [
		...toViolations(boundRules("length", shape), items.length, show(0)),
		...partViolations("Member", textRules(shape.of), items, show),
	];
};

export const mapViolations = (
	shape: MapShape,
	entries: readonly (readonly [key: string, value: string])[],
): Violation[] => {
	const show = (first: number) => quote(`{${join(entries, first, toPair)}}`);
	const [keys, values] = [entries.map(([key]) => key), entries.map(([, value]) => value)];
	return [
		...toViolations(boundRules("length", shape), entries.length, show(0)),
		...partViolations("Map keys", textRules(shape.key), keys, show),
		...partViolations("Map value", textRules(shape.value), values, show),
	];
};

/** What AWS's services say of violations. */
export const toConstraintMessage = (violations: readonly PlacedViolation[]): string => {
	const sentences = violations.map(
		({ shown, path, rule }) => `Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`,
	);
	const errors = sentences.length === 1 ? "error" : "errors";
	return `${sentences.length} validation ${errors} detected: ${sentences.join("; ")}`;
};

const toViolations = <Value>(
	rules: readonly Rule<Value>[],
	value: Value,
	shown: string,
): Violation[] =>
	rules.filter(({ isMet }) => !isMet(value)).map(({ text }) => ({ shown, rule: text }));

/** AWS names a list or map once and tells all rules of its parts, however many parts break however many. */
const partViolations = (
	name: string,
	rules: readonly Rule<string>[],
	parts: readonly string[],
	show: (first: number) => string,
): Violation[] => {
	const first = parts.findIndex((part) => !rules.every(({ isMet }) => isMet(part)));
	if (first < 0) return [];
	const texts = rules.map(({ text }) => text).join(", ");
	return [{ shown: show(first), rule: `${name} must satisfy constraint: [${texts}]` }];
};

/** All parts if they fit, and otherwise those from the first that matters. */
const join = <Part>(
	parts: readonly Part[],
	first: number,
	toText: (part: Part) => string,
): string => {
	const joinFrom = (index: number) =>
		parts
			.slice(index, index + MAX_SHOWN_LENGTH)
			.map(toText)
			.join(", ");
	const all = joinFrom(0);
	return first === 0 || all.length <= MAX_SHOWN_LENGTH ? all : `…, ${joinFrom(first)}`;
};

const toPair = ([key, value]: readonly [string, string]): string => `${cut(key)}=${cut(value)}`;

const quote = (text: string): string => `'${cut(text)}'`;

/** Never within a code point. */
const cut = (text: string): string =>
	text.length <= MAX_SHOWN_LENGTH
		? text
		: `${Array.from(text.slice(0, MAX_SHOWN_LENGTH)).slice(0, -1).join("")}…`;
