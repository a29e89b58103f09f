/** How an option is written, and what it says. */
interface Option {
	/** Left out for a switch. */
	readonly value?: string;
	readonly default?: string;
	readonly about: string;
}

/** Every option of every command: one name means one thing. */
export const OPTIONS = {
	engine: { value: "local|aws", default: "local", about: "who does the work" },
	"samples-per-second": {
		value: "N",
		default: "2",
		about: "frames a second the local engine looks at (2 as Rekognition)",
	},
	detector: {
		value: "auto|yunet|ssd",
		default: "auto",
		about: "the local engine's detector (auto: the best that can be had)",
	},
	"face-attributes": {
		value: "DEFAULT|ALL",
		default: "DEFAULT",
		about: "ALL adds age, gender, emotions, beard, glasses …",
	},
	collection: { value: "ID", about: "the collection of known faces" },
	threshold: { value: "0-100", default: "80", about: "the least similarity of a match" },
	"sort-by": { value: "TIMESTAMP|INDEX", default: "TIMESTAMP", about: "by time, or by person" },
	"external-id": { value: "ID", about: "an identifier of yours, for all faces of the pictures" },
	"max-faces": { value: "N", about: "index only the N largest faces of a picture" },
	"quality-filter": {
		value: "AUTO|NONE|LOW|MEDIUM|HIGH",
		default: "AUTO",
		about: "which faces are too poor to be indexed",
	},
	port: { value: "N", default: "0", about: "the port (0: a free one)" },
	"access-key": {
		value: "ID",
		about: "check signatures with this key; its secret is in FACEREEL_SECRET_ACCESS_KEY",
	},
	"keep-days": { value: "N", default: "7", about: "how long results are kept" },
	lenient: { about: "take every video that ffmpeg decodes, not only H.264 in MP4 or MOV" },
	yes: { about: "do not ask before anything is deleted" },
	data: { value: "DIR", about: "where jobs and collections are kept" },
	ffmpeg: { value: "PATH", about: "the ffmpeg to use (ffmpeg-static's, then PATH's)" },
	models: { value: "DIR", about: "a folder with downloaded models" },
	"endpoint-url": { value: "URL", about: "an S3 endpoint other than AWS" },
	profile: { value: "NAME", about: "the AWS profile" },
	region: { value: "NAME", about: "the AWS region" },
} as const satisfies Readonly<Record<string, Option>>;

type OptionName = keyof typeof OPTIONS;

interface CommandSpec {
	/** The words after the command's name. */
	readonly words: string;
	readonly about: string;
	readonly options: readonly OptionName[];
}

const S3 = ["endpoint-url", "profile", "region"] as const;
const TOOLS = ["detector", "ffmpeg", "models"] as const;
const WHERE = ["engine", "data"] as const;

export const COMMANDS = {
	detect: {
		words: "VIDEO",
		about:
			"Finds the faces in a video and prints them in the shape of Rekognition's GetFaceDetection, all faces at once.",
		options: ["engine", "face-attributes", "samples-per-second", ...TOOLS, ...S3],
	},
	search: {
		words: "VIDEO --collection ID",
		about:
			"Looks in a video for the people of a collection, and prints who is seen when in the shape of Rekognition's GetFaceSearch.",
		options: [
			"collection",
			"threshold",
			"sort-by",
			...WHERE,
			"samples-per-second",
			...TOOLS,
			...S3,
		],
	},
	index: {
		words: "IMAGE… --collection ID",
		about:
			"Adds the faces of pictures to a collection. What identifies people is stored; facereel collections delete removes it.",
		options: [
			"collection",
			"external-id",
			"max-faces",
			"quality-filter",
			...WHERE,
			...TOOLS,
			...S3,
		],
	},
	collections: {
		words: "[create|describe|faces|delete ID]",
		about: "Lists the collections of known faces, or does something with one of them.",
		options: [...WHERE, "yes", ...S3],
	},
	jobs: {
		words: "[show|cancel|delete JOB]",
		about: "Lists the local engine's jobs, or does something with one of them.",
		options: ["data", "yes"],
	},
	serve: {
		words: "",
		about:
			"Answers Amazon Rekognition's requests for faces on this machine: point any AWS SDK or the aws command at the address it prints.",
		options: [
			"port",
			"access-key",
			"lenient",
			"keep-days",
			"data",
			"samples-per-second",
			...TOOLS,
			...S3,
		],
	},
	models: {
		words: "[download]",
		about: "Lists the networks and whether they are here, or downloads those that are not.",
		options: ["models"],
	},
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;

const EXIT_CODES = `Results are JSON on the standard output; progress and messages go to the standard error.
Exit codes: 0 done, 1 failed, 2 not understood, 130 and 143 interrupted.
VIDEO and IMAGE are files or s3://BUCKET/KEY.
`;

/** What "facereel --help" prints. */
export const toHelp = (): string => {
	const lines = Object.entries(COMMANDS).map(
		([name, { words, about }]) => `  facereel ${name} ${words}\n${fill(about, "      ")}`,
	);
	return `Usage: facereel COMMAND [options]

${lines.join("\n")}

"facereel COMMAND --help" tells a command's options; --version prints the version.
${EXIT_CODES}`;
};

/** What "facereel detect --help" prints. */
export const toCommandHelp = (name: CommandName): string => {
	const { words, about, options }: CommandSpec = COMMANDS[name];
	const lines = options.map((option) => {
		const { value = "", about: text, ...rest }: Option = OPTIONS[option];
		const standard = rest.default === undefined ? "" : ` [${rest.default}]`;
		return `${`  --${option} ${value}`.padEnd(OPTION_WIDTH)} ${text}${standard}`;
	});
	return `Usage: facereel ${[name, words].filter(Boolean).join(" ")} [options]

${fill(about, "")}

${lines.join("\n")}

${EXIT_CODES}`;
};

const OPTION_WIDTH = 30;
const WIDTH = 78;

/** Words in lines, each with the same beginning. */
const fill = (text: string, indent: string): string => {
	const lines = [indent];
	for (const word of text.split(" ")) {
		const line = lines.at(-1) ?? "";
		if (line.length + word.length < WIDTH || line === indent)
			lines[lines.length - 1] = line === indent ? line + word : `${line} ${word}`;
		else lines.push(indent + word);
	}
	return lines.join("\n");
};
