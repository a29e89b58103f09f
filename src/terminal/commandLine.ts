import type { S3Object, Video } from "@aws-sdk/client-rekognition";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { toLocalVideo, toS3Video } from "../api/video.ts";
import { parseS3Uri } from "../s3/uri.ts";
import { type CommandName, COMMANDS, OPTIONS, toCommandHelp, toHelp } from "./commands.ts";
import { toNumber, toOneOf, UsageError } from "./optionValues.ts";
import {
	ATTRIBUTES,
	DETECTORS,
	type EngineChoice,
	ENGINES,
	FILTERS,
	type ImageAddress,
	ORDERS,
	type Task,
} from "./task.ts";

const MAX_SAMPLES_PER_SECOND = 240;
const MAX_PORT = 65_535;
const MAX_KEEP_DAYS = 36_500;

export type Command =
	| { readonly type: "task"; readonly task: Task; readonly choice: EngineChoice }
	| { readonly type: "help"; readonly text: string }
	| { readonly type: "version" }
	| { readonly type: "none"; readonly text: string };

/** Reads the words after the program's name, or throws a UsageError. */
export const parseCommandLine = (args: readonly string[]): Command => {
	const [name = "", ...rest] = args;
	if (name === "") return { type: "none", text: toHelp() };
	if (name === "--help" || name === "-h") return { type: "help", text: toHelp() };
	if (name === "--version") return { type: "version" };
	if (name.startsWith("-"))
		throw new UsageError(`a command comes first: ${Object.keys(COMMANDS).join(", ")}`);
	if (!isCommand(name)) throw new UsageError(`there is no command ${JSON.stringify(name)}`);
	const { values, positionals } = parseWords(name, rest);
	if (values["help"]) return { type: "help", text: toCommandHelp(name) };
	const { texts, switches } = split(values);
	const choice = toChoice(texts);
	return { type: "task", task: toTask(name, positionals, { texts, switches, choice }), choice };
};

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

const parseWords = (name: CommandName, args: readonly string[]) => {
	const options = Object.fromEntries(
		COMMANDS[name].options.map((option) => {
			const isText = "value" in OPTIONS[option];
			return [option, { type: isText ? "string" : "boolean" } as const];
		}),
	);
	try {
		return parseArgs({
			args: [...args],
			options: { ...options, help: { type: "boolean", short: "h" } },
			allowPositionals: true,
		});
	} catch (error) {
		// Node's first sentence names the option; the others explain "--" to who may not need it.
		const [sentence] = String(error instanceof Error ? error.message : error).split(/\n|\. /u);
		throw new UsageError(sentence);
	}
};

type Texts = Readonly<Record<string, string | undefined>>;

/** The values that are texts, with their defaults, and the switches that are on. */
const split = (values: Readonly<Record<string, unknown>>) => {
	const texts: Record<string, string | undefined> = {};
	const switches = new Set<string>();
	for (const [option, spec] of Object.entries(OPTIONS))
		if ("default" in spec) texts[option] = spec.default;
	for (const [option, value] of Object.entries(values))
		if (typeof value === "string") texts[option] = value;
		else if (value === true) switches.add(option);
	return { texts, switches };
};

const toChoice = (texts: Texts): EngineChoice => ({
	engine: toOneOf(ENGINES, "--engine", texts["engine"]) === "aws" ? "rekognition" : "local",
	samplesPerSecond: toNumber("--samples-per-second", texts["samples-per-second"], {
		above: 0,
		max: MAX_SAMPLES_PER_SECOND,
	}),
	detector: toOneOf(DETECTORS, "--detector", texts["detector"]),
	ffmpeg: texts["ffmpeg"],
	models: texts["models"],
	data: texts["data"],
	endpoint: texts["endpoint-url"],
	profile: texts["profile"],
	region: texts["region"],
});

interface Given {
	readonly texts: Texts;
	readonly switches: ReadonlySet<string>;
	readonly choice: EngineChoice;
}

const toTask = (type: CommandName, words: readonly string[], given: Given): Task => {
	const { texts, switches } = given;
	const isSure = switches.has("yes");
	switch (type) {
		case "detect":
			return {
				type,
				Video: toVideo(type, words, given),
				FaceAttributes: toOneOf(ATTRIBUTES, "--face-attributes", texts["face-attributes"]),
			};
		case "search":
			return {
				type,
				Video: toVideo(type, words, given),
				CollectionId: toCollection(texts),
				FaceMatchThreshold: toNumber("--threshold", texts["threshold"], { min: 0, max: 100 }),
				SortBy: toOneOf(ORDERS, "--sort-by", texts["sort-by"]),
			};
		case "index":
			return toIndexTask(words, texts);
		case "collections": {
			const [action, CollectionId = ""] = toAction(type, words, [
				"create",
				"describe",
				"faces",
				"delete",
			]);
			return { type, action, CollectionId, isSure };
		}
		case "jobs": {
			const [action, JobId = ""] = toAction(type, words, ["show", "cancel", "delete"]);
			return { type, action, JobId, isSure };
		}
		case "serve":
			return toServeTask(words, given);
		case "models":
			return toModelsTask(words);
	}
};

const toIndexTask = (words: readonly string[], texts: Texts): Task => {
	if (!words.length) throw new UsageError("a picture is missing: facereel index IMAGE…");
	const maxFaces = texts["max-faces"];
	return {
		type: "index",
		images: words.map(toImage),
		CollectionId: toCollection(texts),
		ExternalImageId: texts["external-id"],
		MaxFaces:
			maxFaces === undefined
				? undefined
				: toNumber("--max-faces", maxFaces, { min: 1, max: 100, isWhole: true }),
		QualityFilter: toOneOf(FILTERS, "--quality-filter", texts["quality-filter"]),
	};
};

const toServeTask = (words: readonly string[], { texts, switches }: Given): Task => {
	if (words.length) throw new UsageError("facereel serve takes options only");
	return {
		type: "serve",
		port: toNumber("--port", texts["port"], { min: 0, max: MAX_PORT, isWhole: true }),
		accessKeyId: texts["access-key"],
		isStrict: !switches.has("lenient"),
		keepDays: toNumber("--keep-days", texts["keep-days"], { above: 0, max: MAX_KEEP_DAYS }),
	};
};

const toModelsTask = ([action = "list", ...rest]: readonly string[]): Task => {
	if (rest.length) throw new UsageError("facereel models, or facereel models download");
	return { type: "models", action: toOneOf(["list", "download"], "models", action) };
};

const toAction = <Name extends string>(
	command: string,
	[action, id, ...rest]: readonly string[],
	actions: readonly Name[],
): readonly [action: Name | "list", id?: string] => {
	if (action === undefined) return ["list"];
	const found = toOneOf(actions, command, action);
	if (id === undefined || rest.length)
		throw new UsageError(`one identifier is expected: facereel ${command} ${action} ID`);
	return [found, id];
};

const toCollection = (texts: Texts): string => {
	const id = texts["collection"];
	if (id === undefined) throw new UsageError("--collection ID is missing");
	return id;
};

const toVideo = (command: string, words: readonly string[], { choice }: Given): Video => {
	const [address, ...rest] = words;
	if (!address || rest.length)
		throw new UsageError(`one video is expected: facereel ${command} VIDEO`);
	if (address.startsWith("s3://")) {
		const { Bucket = "", Name = "" } = toObject(address);
		return toS3Video(Bucket, Name);
	}
	if (choice.engine === "rekognition")
		throw new UsageError(
			"Amazon Rekognition reads videos from S3 only: name one as s3://BUCKET/KEY",
		);
	return toLocalVideo(pathToFileURL(address).href);
};

const toImage = (address: string): ImageAddress =>
	address.startsWith("s3://")
		? { type: "object", object: toObject(address) }
		: { type: "file", file: address };

const toObject = (address: string): S3Object => {
	const location = parseS3Uri(address);
	if (!location?.key) throw new UsageError(`${address} is not of the form s3://BUCKET/KEY`);
	return { Bucket: location.bucket, Name: location.key };
};
