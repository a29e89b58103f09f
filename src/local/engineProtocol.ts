import type { AnalysisEvent, AnalysisRequest } from "./analysis.ts";
import type { FaceModels } from "./faceModels.ts";

/** What the engine's process is asked for, once. */
export interface EngineTask {
	readonly request: AnalysisRequest;
	readonly ffmpeg: string;
	readonly models: FaceModels;
}

/** What it answers: the analysis's events, then how it ended. */
export type EngineMessage =
	| AnalysisEvent
	| { readonly type: "done" }
	| {
			readonly type: "failed";
			readonly message: string;
			/** A program crashed or was killed, which another run may be spared. */
			readonly isCrash: boolean;
	  };
