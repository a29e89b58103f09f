import type {
	StartFaceDetectionRequest,
	StartFaceSearchRequest,
	VideoJobStatus,
	VideoMetadata,
} from "@aws-sdk/client-rekognition";
import type { Row } from "./database.ts";

/** The operations that make jobs. */
export type StartOperation = "StartFaceDetection" | "StartFaceSearch";

/** What a job is started with. */
export type JobRequest = StartFaceDetectionRequest & Partial<StartFaceSearchRequest>;

/** What is known of a job. */
export interface Job {
	readonly JobId: string;
	readonly operation: StartOperation;
	readonly request: JobRequest;
	readonly JobStatus: VideoJobStatus;
	readonly StatusMessage?: string;
	readonly VideoMetadata?: VideoMetadata;
	readonly progress: number;
	readonly models: readonly string[];
	readonly warnings: readonly string[];
	readonly faceCount: number;
	/** How many times the analysis has begun at the beginning of the video. */
	readonly run: number;
	/** The last face of the collection as it was at Start. */
	readonly collectionRow: number;
	readonly endedMillis?: number;
}

/** A row is what JobStore wrote, in columns of these types. */
export const toJob = (row: Row): Job => {
	const { StatusMessage, endedMillis } = row;
	const VideoMetadata: VideoMetadata | null = parseColumn(row, "VideoMetadata");
	return {
		JobId: String(row["JobId"]),
		operation: row["operation"] === "StartFaceSearch" ? "StartFaceSearch" : "StartFaceDetection",
		request: parseColumn(row, "request"),
		JobStatus: toStatus(row["JobStatus"]),
		...(typeof StatusMessage === "string" ? { StatusMessage } : {}),
		...(VideoMetadata ? { VideoMetadata } : {}),
		progress: Number(row["progress"]),
		models: parseColumn(row, "models"),
		warnings: parseColumn(row, "warnings"),
		faceCount: Number(row["faceCount"]),
		run: Number(row["run"]),
		collectionRow: Number(row["collectionRow"]),
		...(typeof endedMillis === "number" ? { endedMillis } : {}),
	};
};

const parseColumn = (row: Row, name: string) => JSON.parse(String(row[name]));

const toStatus = (value: unknown): VideoJobStatus =>
	value === "SUCCEEDED" || value === "FAILED" ? value : "IN_PROGRESS";
