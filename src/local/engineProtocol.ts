import type { AnalysisEvent, AnalysisRequest } from "./analysis.ts";
import type { LoadedModel } from "./models.ts";

/** What the engine's process is asked for, once. */
export interface EngineTask {
	readonly request: AnalysisRequest;
	readonly ffmpeg: string;
	readonly model: LoadedModel;
}

/** What it answers: the analysis's events, then how it ended. */
export type EngineMessage =
	AnalysisEvent | { readonly type: "done" } | { readonly type: "failed"; readonly message: string };
