import type * as aws from "@aws-sdk/client-rekognition";
import type { Call } from "./engine.ts";

/** Rekognition's operations on faces, in videos and in pictures; the SDK's own client has them all. */
export interface FaceOperations {
	readonly startFaceDetection: Call<aws.StartFaceDetectionRequest, aws.StartFaceDetectionResponse>;
	readonly getFaceDetection: Call<aws.GetFaceDetectionRequest, aws.GetFaceDetectionResponse>;
	readonly startFaceSearch: Call<aws.StartFaceSearchRequest, aws.StartFaceSearchResponse>;
	readonly getFaceSearch: Call<aws.GetFaceSearchRequest, aws.GetFaceSearchResponse>;
	readonly createCollection: Call<aws.CreateCollectionRequest, aws.CreateCollectionResponse>;
	readonly describeCollection: Call<aws.DescribeCollectionRequest, aws.DescribeCollectionResponse>;
	readonly listCollections: Call<aws.ListCollectionsRequest, aws.ListCollectionsResponse>;
	readonly deleteCollection: Call<aws.DeleteCollectionRequest, aws.DeleteCollectionResponse>;
	readonly indexFaces: Call<aws.IndexFacesRequest, aws.IndexFacesResponse>;
	readonly listFaces: Call<aws.ListFacesRequest, aws.ListFacesResponse>;
	readonly deleteFaces: Call<aws.DeleteFacesRequest, aws.DeleteFacesResponse>;
	readonly searchFaces: Call<aws.SearchFacesRequest, aws.SearchFacesResponse>;
	readonly searchFacesByImage: Call<aws.SearchFacesByImageRequest, aws.SearchFacesByImageResponse>;
	readonly detectFaces: Call<aws.DetectFacesRequest, aws.DetectFacesResponse>;
	readonly compareFaces: Call<aws.CompareFacesRequest, aws.CompareFacesResponse>;
}

/** Those on collections, and on the faces in them. */
export type CollectionOperations = Pick<
	FaceOperations,
	| "createCollection"
	| "describeCollection"
	| "listCollections"
	| "deleteCollection"
	| "listFaces"
	| "deleteFaces"
	| "searchFaces"
>;

/** Those on the faces of images. */
export type ImageOperations = Pick<
	FaceOperations,
	"indexFaces" | "searchFacesByImage" | "detectFaces" | "compareFaces"
>;

/** An operation's name on the wire and in the documentation, such as `StartFaceDetection`. */
export type OperationName = Capitalize<keyof FaceOperations>;

/** Which member answers an operation; none can be missing here, and none be too many. */
export const operationNames: {
	readonly [Member in keyof FaceOperations as Capitalize<Member>]: Member;
} = {
	StartFaceDetection: "startFaceDetection",
	GetFaceDetection: "getFaceDetection",
	StartFaceSearch: "startFaceSearch",
	GetFaceSearch: "getFaceSearch",
	CreateCollection: "createCollection",
	DescribeCollection: "describeCollection",
	ListCollections: "listCollections",
	DeleteCollection: "deleteCollection",
	IndexFaces: "indexFaces",
	ListFaces: "listFaces",
	DeleteFaces: "deleteFaces",
	SearchFaces: "searchFaces",
	SearchFacesByImage: "searchFacesByImage",
	DetectFaces: "detectFaces",
	CompareFaces: "compareFaces",
};
