import * as fc from "fast-check";
import { requestMembers, type Operation } from "../../src/core/constraints.ts";
import type {
	Bounds,
	ListShape,
	MapShape,
	MemberShape,
	NumberShape,
	StringShape,
} from "../../src/core/shapes.ts";

type Members = Readonly<Record<string, MemberShape>>;

/** A request in which one member breaks one rule. */
export interface BrokenRequest {
	readonly request: unknown;
	/** In PascalCase. */
	readonly path: readonly string[];
	/** What a message has to say. */
	readonly texts: readonly string[];
}

const isOperation = (name: string): name is Operation => Object.hasOwn(requestMembers, name);

export const operations = Object.keys(requestMembers).filter(isOperation);

/** Requests as the table wants them: with any of the members that are not required, or with all of them. */
export const validRequest = (
	operation: Operation,
	isWhole = false,
): fc.Arbitrary<Record<string, unknown>> => validStructure(requestMembers[operation], isWhole);

export const brokenRequest = (operation: Operation): fc.Arbitrary<BrokenRequest> =>
	fc.oneof(
		...toLeaves(requestMembers[operation]).flatMap(({ path, shape }) =>
			brokenMembers(shape).map((broken) =>
				fc.tuple(validRequest(operation, true), broken).map(([request, { value, texts }]) => ({
					request: withMember(request, path, value),
					path,
					texts,
				})),
			),
		),
	);

export interface Leaf {
	readonly path: readonly string[];
	readonly shape: MemberShape;
}

/** All members, and after a structure its own. */
export const toLeaves = (members: Members, parents: readonly string[] = []): Leaf[] =>
	Object.entries(members).flatMap(([name, shape]) => {
		const path = [...parents, name];
		return [{ path, shape }, ...(shape.type === "structure" ? toLeaves(shape.members, path) : [])];
	});

/** A copy with one member changed; undefined takes it away. */
export const withMember = (
	request: unknown,
	[name = "", ...rest]: readonly string[],
	value: unknown,
): unknown => {
	const members = toObject(request);
	const changed = rest.length ? withMember(members[name], rest, value) : value;
	delete members[name];
	return changed === undefined ? members : { ...members, [name]: changed };
};

const toObject = (value: unknown): Record<string, unknown> =>
	typeof value === "object" ? { ...value } : {};

const validStructure = (
	members: Members,
	isWhole: boolean,
): fc.Arbitrary<Record<string, unknown>> => {
	const names = Object.keys(members).filter((name) => isWhole || members[name]?.required);
	const values = Object.entries(members).map(([name, shape]) => [name, valid(shape, isWhole)]);
	return fc.record(Object.fromEntries(values), { requiredKeys: names, noNullPrototype: true });
};

const valid = (shape: MemberShape, isWhole: boolean): fc.Arbitrary<unknown> => {
	switch (shape.type) {
		case "string":
			return text(shape);
		case "enum":
			return fc.constantFrom(...Object.keys(shape.values));
		case "integer":
			return fc.integer(toFinite(shape));
		case "float":
			return fc.double({ ...toFinite(shape), noNaN: true }).map(withoutMinusZero);
		case "blob":
			return fc.uint8Array({ minLength: shape.min ?? 0, maxLength: 40 });
		case "list":
			return fc.array(valid(shape.of, isWhole), { minLength: shape.min ?? 0, maxLength: 9 });
		case "map":
			return fc.dictionary(text(shape.key), text(shape.value), { noNullPrototype: true });
		case "structure":
			return validStructure(shape.members, isWhole);
	}
};

interface Broken {
	readonly value: unknown;
	readonly texts: readonly string[];
}

/** For each rule that can be broken alone, values that do. */
const brokenMembers = (shape: MemberShape): fc.Arbitrary<Broken>[] => {
	const absent = shape.required ? [breaks(fc.constant(undefined), "Member must not be null")] : [];
	switch (shape.type) {
		case "string":
			return [...absent, ...brokenTexts(shape)];
		case "enum":
			return [
				...absent,
				breaks(
					fc.oneof(
						fc.constantFrom(...Object.keys(shape.values)).map((value) => value.toLowerCase()),
						fc.string().filter((value) => !Object.keys(shape.values).includes(value)),
					),
					`Member must satisfy enum value set: [${Object.keys(shape.values).join(", ")}]`,
				),
			];
		case "integer":
		case "float":
			return [...absent, ...brokenNumbers(shape)];
		case "blob":
			return [
				...absent,
				breaks(fc.constant(new Uint8Array()), tooShort(shape)),
				breaks(fc.constant(new Uint8Array((shape.max ?? 0) + 1)), tooLong(shape)),
			];
		case "list":
			return [...absent, ...brokenLists(shape)];
		case "map":
			return [...absent, ...brokenMaps(shape)];
		case "structure":
			return absent;
	}
};

const brokenTexts = (shape: StringShape): fc.Arbitrary<Broken>[] => {
	const { pattern, min, max } = shape;
	const canBeShort = !pattern?.regex.test("") && pattern ? false : min !== undefined && min > 0;
	return [
		...(max === undefined
			? []
			: [breaks(text({ ...shape, min: max + 1, max: max + 3 }), tooLong(shape))]),
		...(canBeShort
			? [breaks(text({ ...shape, min: 0, max: (min ?? 0) - 1 }), tooShort(shape))]
			: []),
		...(pattern
			? [
					breaks(
						fc
							.tuple(text({ ...shape, min: min || 1 }), fc.nat(), foreign(pattern.text))
							.map(([good, at, character]) => {
								const characters = Array.from(good);
								return characters.with(at % characters.length, character).join("");
							}),
						`Member must satisfy regular expression pattern: ${pattern.text}`,
					),
				]
			: []),
	];
};

const brokenNumbers = (shape: NumberShape): fc.Arbitrary<Broken>[] => {
	const { min, max } = shape;
	const numbers = (bounds: Required<Bounds>) =>
		shape.type === "integer"
			? fc.integer(bounds)
			: fc
					.double({ ...bounds, noNaN: true, minExcluded: true, maxExcluded: true })
					.filter((value) => value !== 0);
	const step = shape.type === "integer" ? 1 : 0;
	return [
		...(min === undefined
			? []
			: [
					breaks(
						numbers({ min: -(2 ** 31), max: min - step }),
						`Member must have value greater than or equal to ${min}`,
					),
				]),
		...(max === undefined
			? []
			: [
					breaks(
						numbers({ min: max + step, max: 2 ** 31 - 1 }),
						`Member must have value less than or equal to ${max}`,
					),
				]),
	];
};

const brokenLists = (shape: ListShape): fc.Arbitrary<Broken>[] => [
	...(shape.min ? [breaks(fc.constant([]), tooShort(shape))] : []),
	...(shape.max === undefined
		? []
		: [
				breaks(
					valid(shape.of, true).map((item) =>
						Array.from({ length: (shape.max ?? 0) + 1 }, () => item),
					),
					tooLong(shape),
				),
			]),
	...brokenMembers(shape.of).map((broken) =>
		fc
			.tuple(fc.array(valid(shape.of, true), { maxLength: 20 }), fc.nat(), broken)
			.map(([items, at, { value, texts }]) => ({
				value: items.toSpliced(at % (items.length + 1), 0, value),
				texts: ["Member must satisfy constraint: [", ...texts],
			})),
	),
];

const brokenMaps = (shape: MapShape): fc.Arbitrary<Broken>[] => [
	breaks(
		fc.constant(
			Object.fromEntries(Array.from({ length: (shape.max ?? 0) + 1 }, (_, at) => [at, ""])),
		),
		tooLong(shape),
	),
	...brokenTexts(shape.key).map((broken) =>
		fc.tuple(valid(shape, true), broken).map(([map, { value, texts }]) => ({
			value: { ...toObject(map), [String(value)]: "" },
			texts: ["Map keys must satisfy constraint: [", ...texts],
		})),
	),
	...brokenTexts(shape.value).map((broken) =>
		fc.tuple(valid(shape, true), broken).map(([map, { value, texts }]) => ({
			value: { ...toObject(map), k: value },
			texts: ["Map value must satisfy constraint: [", ...texts],
		})),
	),
];

const breaks = (values: fc.Arbitrary<unknown>, rule: string): fc.Arbitrary<Broken> =>
	values.map((value) => ({ value, texts: [rule] }));

const tooLong = ({ max }: Bounds) => `Member must have length less than or equal to ${max}`;
const tooShort = ({ min }: Bounds) => `Member must have length greater than or equal to ${min}`;

/** JSON has none. */
const withoutMinusZero = (value: number) => value + 0;

const toFinite = ({ min = 0, max = 2 ** 31 - 1 }: Bounds) => ({ min, max });

const LETTERS = "abcxyzABCXYZ";
const DIGITS = "0189";
const TAG = `${LETTERS}${DIGITS}äßλ漢𠀀 \u00A0\u2028٣_.:/=+-@`;

const hex = (length: number) => units("0123456789abcdef", { min: length, max: length });
const account = (letters: string) => units(`${letters}${DIGITS}`, { min: 12, max: 12 });
const line = fc
	.string({ unit: "binary", maxLength: 30 })
	.map((text) => text.replaceAll(/[\n\r\u2028\u2029]/gu, ":"));

const units = (alphabet: string, { min = 0, max = 60 }: Bounds): fc.Arbitrary<string> =>
	fc.string({
		unit: fc.constantFrom(...Array.from(alphabet)),
		minLength: min,
		maxLength: max,
		size: "max",
	});

/** What each pattern means, told without a regular expression. */
const MEANINGS: Readonly<Record<string, (bounds: Bounds) => fc.Arbitrary<string>>> = {
	"^[a-zA-Z0-9-_]+$": (bounds) => units(`${LETTERS}${DIGITS}-_`, bounds),
	[String.raw`[a-zA-Z0-9_.\-:+=\/]+`]: (bounds) => units(`${LETTERS}${DIGITS}_.-:+=/`, bounds),
	[String.raw`[a-zA-Z0-9_.\-]+`]: (bounds) => units(`${LETTERS}${DIGITS}_.-`, bounds),
	[String.raw`[a-zA-Z0-9_.\-:]+`]: (bounds) => units(`${LETTERS}${DIGITS}_.-:`, bounds),
	[String.raw`[0-9A-Za-z\.\-_]*`]: (bounds) => units(`${LETTERS}${DIGITS}.-_`, bounds),
	"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}": () =>
		fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join("-")),
	[String.raw`(^arn:aws:sns:.*:\w{12}:.+$)`]: () =>
		fc
			.tuple(line, account(`${LETTERS}_`), line)
			.map(([region, id, topic]) => `arn:aws:sns:${region}:${id}:${topic}t`),
	[String.raw`arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`]: () =>
		fc
			.tuple(account(""), units(`${LETTERS}${DIGITS}_+=,.@-/`, { min: 1 }))
			.map(([id, role]) => `arn:aws:iam::${id}:role${role}`),
	[String.raw`^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`]: (bounds) =>
		units(TAG, bounds).filter((key) => !key.startsWith("aws:")),
	[String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`]: (bounds) => units(TAG, bounds),
};

const text = ({ pattern, min = 0, max = 60 }: StringShape): fc.Arbitrary<string> => {
	if (!pattern) return fc.string({ unit: "binary", minLength: min, maxLength: max, size: "max" });
	const meaning = MEANINGS[pattern.text];
	if (!meaning) throw new Error(`The tests do not know the pattern ${pattern.text}`);
	return meaning({ min, max });
};

/** Characters that a pattern has nowhere. */
const foreign = (pattern: string): fc.Arbitrary<string> =>
	pattern.includes(".*") ? fc.constantFrom("\n", "\r", "\u2028") : fc.constantFrom("\n", "!", "😀");
