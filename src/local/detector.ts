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

/** Finds the faces of a frame, and reads in them whatever has been asked for. */
export interface FaceReader extends Detector {
	/** Only finds the faces, as fast as that goes. */
	readonly glance: Detector["detect"];
	/** What faces of a frame look like: numbers of length 1 that are near each other for the same person. */
	readonly embed: (frame: Frame, faces: readonly FaceDetail[]) => Promise<readonly Float32Array[]>;
}
