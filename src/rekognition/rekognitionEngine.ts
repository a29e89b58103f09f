import { Rekognition, type RekognitionClientConfig } from "@aws-sdk/client-rekognition";
import type { FaceEngine } from "../api/engine.ts";

/** The SDK's own client is an engine already. */
export const createRekognitionEngine = (config: RekognitionClientConfig): FaceEngine =>
	new Rekognition(config);
