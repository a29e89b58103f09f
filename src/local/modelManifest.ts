import json from "../../models/manifest.json" with { type: "json" };

const ROLES = [
	"detector",
	"landmarks",
	"embedding",
	"ageAndGender",
	"expression",
	"attributes",
] as const;

/** What is known of a model before its file is opened. */
export interface ModelEntry {
	readonly name: string;
	readonly role: (typeof ROLES)[number];
	/** A plain file name, the same in every folder it is looked for in. */
	readonly file: string;
	readonly source: ModelSource;
	readonly licence: string;
	readonly sizeBytes: number;
	readonly sha256: string;
	readonly input: string;
	readonly output: string;
}

/** Built: converted by models/build from an npm package and shipped. Download: fetched once, on first use. */
export type ModelSource =
	| { readonly type: "download"; readonly url: string }
	| {
			readonly type: "built";
			readonly package: string;
			readonly version: string;
			readonly network: string;
	  };

/** All of models/manifest.json. */
export const readModelEntries = (): readonly ModelEntry[] => parseModelManifest(json);

export const findModelEntry = (name: string): ModelEntry => {
	const entry = readModelEntries().find((candidate) => candidate.name === name);
	if (entry === undefined) throw new Error(`No model is named ${name}.`);
	return entry;
};

export const parseModelManifest = (manifest: unknown): readonly ModelEntry[] => {
	const { models } = parseRecord(manifest, "The model manifest");
	if (!Array.isArray(models)) throw new Error("The model manifest has no list of models.");
	return models.map(parseEntry);
};

const parseEntry = (value: unknown): ModelEntry => {
	const record = parseRecord(value, "A model");
	const name = parseText(record, "name");
	const role = ROLES.find((known) => known === record["role"]);
	if (role === undefined) throw new Error(`The model ${name} has no known role.`);
	const { sizeBytes } = record;
	if (typeof sizeBytes !== "number" || !Number.isSafeInteger(sizeBytes) || sizeBytes <= 0)
		throw new Error(`The model ${name} has no size.`);
	return {
		name,
		role,
		file: parseMatching(record, "file", /^[\w-][\w.-]*$/u),
		source: parseSource(record["source"]),
		licence: parseText(record, "licence"),
		sizeBytes,
		sha256: parseMatching(record, "sha256", /^[0-9a-f]{64}$/u),
		input: parseText(record, "input"),
		output: parseText(record, "output"),
	};
};

const parseSource = (value: unknown): ModelSource => {
	const source = parseRecord(value, "A model's source");
	if (source["type"] === "download")
		return { type: "download", url: parseMatching(source, "url", /^https:\/\//u) };
	if (source["type"] !== "built") throw new Error("A model is neither built nor downloaded.");
	return {
		type: "built",
		package: parseText(source, "package"),
		version: parseText(source, "version"),
		network: parseText(source, "network"),
	};
};

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const parseRecord = (value: unknown, what: string): Fields => {
	if (!isRecord(value)) throw new Error(`${what} is not an object.`);
	return value;
};

const parseMatching = (fields: Fields, field: string, pattern: RegExp): string => {
	const value = parseText(fields, field);
	if (!pattern.test(value)) throw new Error(`A model's ${field} cannot be "${value}".`);
	return value;
};

const parseText = (fields: Fields, field: string): string => {
	const value = fields[field];
	if (typeof value !== "string" || value === "") throw new Error(`A model has no ${field}.`);
	return value;
};
