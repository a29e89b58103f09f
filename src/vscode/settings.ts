import type { FaceAttributes } from "@aws-sdk/client-rekognition";
import * as vscode from "vscode";
import type { EngineName } from "../api/engine.ts";

/** The user's settings, each read when it is needed. */
export interface Settings {
	readonly engine: () => EngineName;
	readonly samplesPerSecond: () => number;
	readonly faceAttributes: () => FaceAttributes;
	readonly detector: () => "auto" | "yunet" | "ssd";
	readonly ffmpegPath: () => string | undefined;
	readonly modelFolder: () => string | undefined;
	readonly s3Endpoint: () => string | undefined;
	readonly profile: () => string | undefined;
	readonly region: () => string | undefined;
	readonly opensPlayer: () => boolean;
	/** How long results are kept; Infinity until they are removed. */
	readonly keepMillis: () => number;
}

export const createSettings = (): Settings => ({
	engine: () => get("engine", "local"),
	samplesPerSecond: () => get("samplesPerSecond", 5),
	faceAttributes: () => get("faceAttributes", "DEFAULT"),
	detector: () => get("detector", "auto"),
	ffmpegPath: text("ffmpegPath"),
	modelFolder: text("modelFolder"),
	s3Endpoint: text("s3.endpoint"),
	profile: text("aws.profile"),
	region: text("aws.region"),
	opensPlayer: () => get("openPlayerWhenDone", true),
	keepMillis: () => (get("keepResultsDays", 0) || Infinity) * DAY_MILLIS,
});

const DAY_MILLIS = 24 * 60 * 60 * 1000;

const get = <Value>(name: string, or: Value): Value =>
	vscode.workspace.getConfiguration("facereel").get<Value>(name) ?? or;

const text = (name: string) => () => get(name, "").trim() || undefined;
