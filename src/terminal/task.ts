import type {
	FaceAttributes,
	FaceSearchSortBy,
	QualityFilter,
	S3Object,
	Video,
} from "@aws-sdk/client-rekognition";
import type { EngineName } from "../api/engine.ts";

export const ENGINES = ["local", "aws"] as const;
export const DETECTORS = ["auto", "yunet", "ssd"] as const;
export const ATTRIBUTES = ["DEFAULT", "ALL"] as const satisfies readonly FaceAttributes[];
export const ORDERS = ["TIMESTAMP", "INDEX"] as const satisfies readonly FaceSearchSortBy[];
export const FILTERS = [
	"AUTO",
	"NONE",
	"LOW",
	"MEDIUM",
	"HIGH",
] as const satisfies readonly QualityFilter[];

/** Who does the work, and with what. */
export interface EngineChoice {
	readonly engine: EngineName;
	readonly samplesPerSecond: number;
	readonly detector: (typeof DETECTORS)[number];
	readonly ffmpeg: string | undefined;
	readonly models: string | undefined;
	readonly data: string | undefined;
	readonly endpoint: string | undefined;
	readonly profile: string | undefined;
	readonly region: string | undefined;
}

/** A picture: a file, or an object. */
export type ImageAddress =
	| { readonly type: "file"; readonly file: string }
	| { readonly type: "object"; readonly object: S3Object };

type CollectionAction = "list" | "create" | "describe" | "faces" | "delete";
type JobAction = "list" | "show" | "cancel" | "delete";

/** What is to be done. */
export type Task =
	| { readonly type: "detect"; readonly Video: Video; readonly FaceAttributes: FaceAttributes }
	| {
			readonly type: "search";
			readonly Video: Video;
			readonly CollectionId: string;
			readonly FaceMatchThreshold: number;
			readonly SortBy: FaceSearchSortBy;
	  }
	| {
			readonly type: "index";
			readonly images: readonly ImageAddress[];
			readonly CollectionId: string;
			readonly ExternalImageId: string | undefined;
			readonly MaxFaces: number | undefined;
			readonly QualityFilter: QualityFilter;
	  }
	| {
			readonly type: "collections";
			readonly action: CollectionAction;
			readonly CollectionId: string;
			readonly isSure: boolean;
	  }
	| {
			readonly type: "jobs";
			readonly action: JobAction;
			readonly JobId: string;
			readonly isSure: boolean;
	  }
	| {
			readonly type: "serve";
			readonly port: number;
			readonly accessKeyId: string | undefined;
			readonly isStrict: boolean;
			readonly keepDays: number;
	  }
	| { readonly type: "models"; readonly action: "list" | "download" };

export type TaskOf<Type extends Task["type"]> = Extract<Task, { readonly type: Type }>;
