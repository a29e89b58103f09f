import type * as aws from "@aws-sdk/client-rekognition";

/** How a call is cancelled, as in the SDK. */
export interface CallOptions {
	readonly abortSignal?: AbortSignal;
}

/** One call of the contract: the SDK's request in, the SDK's response out. */
type Call<Request, Response> = (request: Request, options?: CallOptions) => Promise<Response>;

/**
 * What our own engines say beyond Rekognition's response; camelCase, because AWS has no word for it.
 * An engine that does not know leaves a member out.
 */
export interface Notes {
	/** How much of the video is analysed, 0..1, while the job is in progress. */
	readonly progress?: number;
	/** The names of the models that made the result. */
	readonly models?: readonly string[];
	/** What the user should know of a result that is not as complete as it looks. */
	readonly warnings?: readonly string[];
}

/** The engines a user can choose from. */
export type EngineName = "local" | "rekognition";

/** Rekognition Video's face operations, whoever answers them. */
export interface FaceEngine {
	readonly startFaceDetection: Call<aws.StartFaceDetectionRequest, aws.StartFaceDetectionResponse>;
	readonly getFaceDetection: Call<
		aws.GetFaceDetectionRequest,
		aws.GetFaceDetectionResponse & Notes
	>;
	/** Ends an open job for good. Rekognition has no such operation, so its engine has no such member. */
	readonly cancelJob?: (JobId: string) => Promise<void>;
}
