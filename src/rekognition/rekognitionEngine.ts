import { Rekognition, type RekognitionClientConfig } from "@aws-sdk/client-rekognition";
import type { FaceEngine } from "../api/engine.ts";
import type { FaceOperations } from "../api/operations.ts";

/** The SDK's own client is an engine already. */
export const createRekognitionEngine = (
	config: RekognitionClientConfig,
): FaceEngine & FaceOperations => new Rekognition(config);
