import type { FaceAttributes, Video } from "@aws-sdk/client-rekognition";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { EngineName } from "../api/engine.ts";
import { toLocalVideo, toS3Video } from "../api/video.ts";
import { parseS3Uri } from "../s3/uri.ts";

export const HELP = `Usage: facereel detect VIDEO [options]

Finds the faces in a video and prints them as one JSON document in the shape of
Rekognition's GetFaceDetection, all faces at once. VIDEO is a file or s3://BUCKET/KEY.

  --engine local|rekognition   who analyses it (default: local)
  --samples-per-second N       frames a second the local engine looks at (default: 2, as Rekognition)
  --detector auto|yunet|ssd    the local engine's detector (default: auto, the best that can be had)
  --face-attributes DEFAULT|ALL
                               ALL adds age, gender, emotions, beard, glasses … (default: DEFAULT)
  --ffmpeg PATH                the ffmpeg to use (default: ffmpeg-static's, then PATH's)
  --models FOLDER              a folder with downloaded models
  --endpoint-url URL           an S3 endpoint other than AWS
  --profile NAME               the AWS profile
  --region NAME                the AWS region
  -h, --help                   prints this
  --version                    prints the version
`;

const OPTIONS = {
	engine: { type: "string", default: "local" },
	"samples-per-second": { type: "string", default: "2" },
	detector: { type: "string", default: "auto" },
	"face-attributes": { type: "string", default: "DEFAULT" },
	ffmpeg: { type: "string" },
	models: { type: "string" },
	"endpoint-url": { type: "string" },
	profile: { type: "string" },
	region: { type: "string" },
	help: { type: "boolean", short: "h" },
	version: { type: "boolean" },
} as const;

const ENGINES = ["local", "rekognition"] as const satisfies readonly EngineName[];
const DETECTORS = ["auto", "yunet", "ssd"] as const;
const ATTRIBUTES = ["DEFAULT", "ALL"] as const satisfies readonly FaceAttributes[];
const MAX_SAMPLES_PER_SECOND = 240;

/** The command line was not understood: said with a hint, and with an exit code of its own. */
export class UsageError extends Error {}

export interface DetectCommand {
	readonly type: "detect";
	readonly video: Video;
	readonly engine: EngineName;
	readonly samplesPerSecond: number;
	readonly detector: (typeof DETECTORS)[number];
	readonly FaceAttributes: FaceAttributes;
	readonly ffmpeg: string | undefined;
	readonly models: string | undefined;
	readonly endpoint: string | undefined;
	readonly profile: string | undefined;
	readonly region: string | undefined;
}

export type Command =
	| DetectCommand
	| { readonly type: "help" }
	| { readonly type: "version" }
	| { readonly type: "none" };

/** Reads the words after the program's name, or throws a UsageError. */
export const parseCommandLine = (args: readonly string[]): Command => {
	if (!args.length) return { type: "none" };
	const { values, positionals } = parseWords(args);
	if (values.version) return { type: "version" };
	if (values.help) return { type: "help" };
	const [name, address, ...rest] = positionals;
	if (name === undefined) throw new UsageError("a command is missing: facereel detect VIDEO");
	if (name !== "detect") throw new UsageError(`there is no command ${JSON.stringify(name)}`);
	if (!address || rest.length) throw new UsageError("one video is expected: facereel detect VIDEO");
	return toDetectCommand(address, values);
};

const parseWords = (args: readonly string[]) => {
	try {
		return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
	} catch (error) {
		// Node's first sentence names the option; the others explain "--" to who may not need it.
		const [sentence] = String(error instanceof Error ? error.message : error).split(/\n|\. /u);
		throw new UsageError(sentence);
	}
};

const toDetectCommand = (
	address: string,
	values: ReturnType<typeof parseWords>["values"],
): DetectCommand => {
	const engine = toOneOf(ENGINES, "--engine", values.engine);
	const video = toVideo(address);
	if (engine === "rekognition" && video.S3Object?.Bucket === undefined)
		throw new UsageError(
			"Amazon Rekognition reads videos from S3 only: name one as s3://BUCKET/KEY",
		);
	return {
		type: "detect",
		video,
		engine,
		samplesPerSecond: toSamplesPerSecond(values["samples-per-second"]),
		detector: toOneOf(DETECTORS, "--detector", values.detector),
		FaceAttributes: toOneOf(ATTRIBUTES, "--face-attributes", values["face-attributes"]),
		ffmpeg: values.ffmpeg,
		models: values.models,
		endpoint: values["endpoint-url"],
		profile: values.profile,
		region: values.region,
	};
};

const toVideo = (address: string): Video => {
	if (!address.startsWith("s3://")) return toLocalVideo(pathToFileURL(address).href);
	const location = parseS3Uri(address);
	if (!location?.key) throw new UsageError(`${address} is not of the form s3://BUCKET/KEY`);
	return toS3Video(location.bucket, location.key);
};

const toSamplesPerSecond = (text: string): number => {
	const samplesPerSecond = Number(text);
	if (samplesPerSecond > 0 && samplesPerSecond <= MAX_SAMPLES_PER_SECOND) return samplesPerSecond;
	throw new UsageError(
		`--samples-per-second is a number up to ${MAX_SAMPLES_PER_SECOND}, not ${JSON.stringify(text)}`,
	);
};

const toOneOf = <Name extends string>(
	names: readonly Name[],
	option: string,
	text: string,
): Name => {
	const found = names.find((name) => name === text);
	if (found !== undefined) return found;
	throw new UsageError(`${option} is one of ${names.join(", ")}, not ${JSON.stringify(text)}`);
};
