import type * as aws from "@aws-sdk/client-rekognition";

/** How a call is cancelled, as in the SDK. */
export interface CallOptions {
	readonly abortSignal?: AbortSignal;
}

/** One call of the contract: the SDK's request in, the SDK's response out. */
export type Call<Request, Response> = (
	request: Request,
	options?: CallOptions,
) => Promise<Response>;

/** A face at an instant; our own engines say whose it is. */
export interface FoundFace extends aws.FaceDetection {
	/** The same for all faces of a person within the job, counted from 0, as PersonDetail.Index. */
	readonly index?: number;
}

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
	/** Of a job in progress: faces of a quick look over the whole video, in the order of time. */
	readonly overview?: readonly FoundFace[];
}

/** A page of faces, or the state of a job that has none to show. */
export type FaceDetectionPage = Omit<aws.GetFaceDetectionResponse, "Faces"> &
	Notes & { readonly Faces?: FoundFace[] | undefined };

/** The engines a user can choose from. */
export type EngineName = "local" | "rekognition";

/** A job in a list: the members of its completion notice, and how far it is. */
export interface JobSummary {
	readonly JobId: string;
	readonly API: "StartFaceDetection" | "StartFaceSearch";
	readonly JobStatus: aws.VideoJobStatus;
	readonly StatusMessage?: string;
	readonly JobTag?: string;
	readonly Video: aws.Video;
	readonly progress: number;
}

/** Rekognition Video's face operations, whoever answers them. */
export interface FaceEngine {
	readonly startFaceDetection: Call<aws.StartFaceDetectionRequest, aws.StartFaceDetectionResponse>;
	readonly getFaceDetection: Call<aws.GetFaceDetectionRequest, FaceDetectionPage>;
	readonly startFaceSearch: Call<aws.StartFaceSearchRequest, aws.StartFaceSearchResponse>;
	readonly getFaceSearch: Call<aws.GetFaceSearchRequest, aws.GetFaceSearchResponse & Notes>;
	/**
	 * As getFaceDetection, with the faces so far of a job in progress. Its NextToken is there until the job has
	 * ended: asked with it again, it goes on where the page ended. Rekognition has no such operation.
	 */
	readonly peekFaceDetection?: Call<aws.GetFaceDetectionRequest, FaceDetectionPage>;
	/** The newest first. Rekognition keeps no list. */
	readonly listJobs?: () => Promise<readonly JobSummary[]>;
	/** Ends an open job for good. Rekognition has no such operation, so its engine has no such member. */
	readonly cancelJob?: (JobId: string) => Promise<void>;
	/** Removes a job and its result from the disk. Rekognition does so by itself after seven days. */
	readonly deleteJob?: (JobId: string) => Promise<void>;
}

/** What it takes to read the results of face detection. */
export type DetectionReader = Pick<FaceEngine, "getFaceDetection" | "peekFaceDetection">;
