import path from "node:path";
import { parseArgs } from "node:util";
import { measurePages } from "../bench/pages.ts";
import { measureSpeed } from "../bench/speed.ts";
import { findModelEntry } from "../src/local/modelManifest.ts";
import { findModel } from "../src/local/models.ts";
import { build } from "./build.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";
import { makeSample } from "./sample/makeSample.ts";
import { step } from "./steps.mjs";

const root = path.resolve(import.meta.dirname, "..");

/** `npm run bench`: how far detection is from what the machine can do; written to bench/README.md. */
const bench = async (): Promise<void> => {
	const { values } = parseArgs({
		options: {
			seconds: { type: "string", default: "60" },
			rounds: { type: "string", default: "5" },
			minutes: { type: "string", default: "1,10,60" },
		},
	});
	const ffmpeg = await ensureFfmpeg();
	await build();
	const { video } = await step("Drawing the sample video (half a minute, once)", () =>
		makeSample({ ffmpeg, outDir: path.join(root, "build/sample") }),
	);
	const modelFolder = process.env["FACEREEL_MODELS"] ?? "";
	const yunet = modelFolder && (await findModel(findModelEntry("yunet"), [modelFolder])).bytes;
	if (!yunet) console.log("With SSD: FACEREEL_MODELS names no folder that has YuNet.");
	await step("Reading the pages of a long result (a minute)", measurePages);
	await step("Racing (half an hour; less with --seconds, --rounds and --minutes)", () =>
		measureSpeed({
			ffmpeg,
			sample: video,
			modelFolder,
			modelName: yunet ? "yunet" : "ssd",
			seconds: Number(values.seconds),
			rounds: Number(values.rounds),
			minutes: values.minutes.split(",").map(Number),
		}),
	);
};

await bench();
