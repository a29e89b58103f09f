import type { FaceDetail } from "@aws-sdk/client-rekognition";
import type { Frame, FrameSize } from "./frame.ts";

/** Finds the faces of a frame. */
export interface Detector {
	/** The manifest's name of its model. */
	readonly modelName: string;
	/** The frame it wants of a video that is shown at this size. */
	readonly toFrameSize: (shown: {
		readonly widthPx: number;
		readonly heightPx: number;
	}) => FrameSize;
	/** Faces with BoundingBox, Confidence and, where the model knows them, Landmarks; ratios of the picture. */
	readonly detect: (frame: Frame) => Promise<readonly FaceDetail[]>;
}
