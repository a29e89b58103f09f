import path from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { composeLocalEngine, composeVideos, userCacheDir } from "./compose.ts";
import { growingDelays } from "./core/delays.ts";
import type { LocalEngine } from "./local/localEngine.ts";
import { createRekognitionEngine } from "./rekognition/rekognitionEngine.ts";
import { createS3Client } from "./s3/client.ts";
import type { DetectCommand } from "./terminal/commandLine.ts";
import type { OpenedEngine } from "./terminal/detect.ts";
import { runProgram } from "./terminal/program.ts";

const openEngine = (command: DetectCommand): OpenedEngine => {
	const { profile, region } = command;
	switch (command.engine) {
		case "local": {
			const engine = composeEngine(command);
			return { engine, dispose: engine.dispose, delaysMillis: growingDelays(50, 500) };
		}
		case "rekognition":
			return {
				engine: createRekognitionEngine({
					...(profile ? { profile } : {}),
					...(region ? { region } : {}),
				}),
				dispose: async () => undefined,
				delaysMillis: growingDelays(5000, 30_000),
			};
	}
};

const composeEngine = (command: DetectCommand): LocalEngine => {
	const { samplesPerSecond, detector, ffmpeg, models } = command;
	const cacheDir = userCacheDir();
	return composeLocalEngine(
		{
			enginePath: path.join(import.meta.dirname, "engine.cjs"),
			modelsFolder: path.join(import.meta.dirname, "../models"),
			database: ":memory:",
			cacheDir,
		},
		{
			samplesPerSecond: () => samplesPerSecond,
			detector: () => detector,
			ffmpegPath: () => ffmpeg && path.resolve(ffmpeg),
			modelFolder: () => models && path.resolve(models),
			onProblem: (error) => process.stderr.write(`facereel: ${String(error)}\n`),
		},
		composeVideos(() => createS3Client(command), cacheDir),
	);
};

process.exitCode = await runProgram(process.argv.slice(2), {
	version: packageJson.version,
	openEngine,
});
