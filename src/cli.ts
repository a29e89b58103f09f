import path from "node:path";
import packageJson from "../package.json" with { type: "json" };
import {
	composeEndpoint,
	composeLocalEngine,
	composeModels,
	composeVideos,
	type LocalSettings,
	type Places,
	userCacheDir,
	userDataDir,
} from "./compose.ts";
import { growingDelays } from "./core/delays.ts";
import { createRekognitionEngine } from "./rekognition/rekognitionEngine.ts";
import { createS3Client } from "./s3/client.ts";
import type { OpenedEngine } from "./terminal/openedEngine.ts";
import { runProgram } from "./terminal/program.ts";
import type { EngineChoice, Task } from "./terminal/task.ts";

const DAY_MILLIS = 24 * 60 * 60 * 1000;

const toPlaces = ({ data }: EngineChoice): Places => ({
	enginePath: path.join(import.meta.dirname, "engine.cjs"),
	modelsFolder: path.join(import.meta.dirname, "../models"),
	database: path.join(data ? path.resolve(data) : userDataDir(), "facereel.sqlite"),
	cacheDir: userCacheDir(),
});

const toSettings = ({
	samplesPerSecond,
	detector,
	ffmpeg,
	models,
	...aws
}: EngineChoice): LocalSettings => ({
	samplesPerSecond: () => samplesPerSecond,
	detector: () => detector,
	ffmpegPath: () => ffmpeg && path.resolve(ffmpeg),
	modelFolder: () => models && path.resolve(models),
	onProblem: (error) => process.stderr.write(`facereel: ${String(error)}\n`),
	s3: () => createS3Client(aws),
	sns: { region: aws.region, profile: aws.profile },
});

const openEngine = (choice: EngineChoice, task: Task): OpenedEngine => {
	const { engine: name, profile, region } = choice;
	switch (name) {
		case "local": {
			const places = toPlaces(choice);
			const engine = composeLocalEngine(
				// What is printed at once need not be kept.
				task.type === "detect" ? { ...places, database: ":memory:" } : places,
				toSettings(choice),
				composeVideos(() => createS3Client(choice), places.cacheDir),
			);
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

process.exitCode = await runProgram(process.argv.slice(2), {
	version: packageJson.version,
	openEngine,
	openEndpoint: (choice, { keepDays, ...options }) =>
		composeEndpoint(toPlaces(choice), {
			settings: { ...toSettings(choice), keepMillis: () => keepDays * DAY_MILLIS },
			...options,
		}),
	openModels: (choice) => composeModels(toPlaces(choice), toSettings(choice)),
});
