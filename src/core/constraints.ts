import type * as aws from "@aws-sdk/client-rekognition";
import type {
	BlobShape,
	EnumShape,
	ListShape,
	MapShape,
	MembersOf,
	NumberShape,
	Pattern,
	StringShape,
	StructureOf,
} from "./shapes.ts";

/** The requests of the operations that a local engine may answer, by the names AWS has for them. */
export interface Requests {
	readonly StartFaceDetection: aws.StartFaceDetectionRequest;
	readonly GetFaceDetection: aws.GetFaceDetectionRequest;
	readonly StartFaceSearch: aws.StartFaceSearchRequest;
	readonly GetFaceSearch: aws.GetFaceSearchRequest;
	readonly CreateCollection: aws.CreateCollectionRequest;
	readonly DescribeCollection: aws.DescribeCollectionRequest;
	readonly ListCollections: aws.ListCollectionsRequest;
	readonly DeleteCollection: aws.DeleteCollectionRequest;
	readonly IndexFaces: aws.IndexFacesRequest;
	readonly ListFaces: aws.ListFacesRequest;
	readonly DeleteFaces: aws.DeleteFacesRequest;
	readonly SearchFaces: aws.SearchFacesRequest;
	readonly SearchFacesByImage: aws.SearchFacesByImageRequest;
	readonly DetectFaces: aws.DetectFacesRequest;
	readonly CompareFaces: aws.CompareFacesRequest;
}

export type Operation = keyof Requests;

const structure = <Type>(members: MembersOf<Type>): StructureOf<Type> => ({
	type: "structure",
	members,
});

const required = <Shape>(shape: Shape): Shape & { readonly required: true } => ({
	...shape,
	required: true,
});

/** AWS's patterns are of whole strings, whether they say so or not. */
const whole = (text: string, flags = ""): Pattern => ({
	text,
	regex: new RegExp(`^(?:${text})$`, flags),
});

const token: StringShape = {
	type: "string",
	min: 1,
	max: 64,
	pattern: whole("^[a-zA-Z0-9-_]+$"),
};
const jobTag: StringShape = {
	type: "string",
	min: 1,
	max: 1024,
	pattern: whole(String.raw`[a-zA-Z0-9_.\-:+=\/]+`),
};
const collectionId: StringShape = {
	type: "string",
	min: 1,
	max: 255,
	pattern: whole(String.raw`[a-zA-Z0-9_.\-]+`),
};
const userId: StringShape = {
	type: "string",
	min: 1,
	max: 128,
	pattern: whole(String.raw`[a-zA-Z0-9_.\-:]+`),
};
const externalImageId: StringShape = {
	type: "string",
	min: 1,
	max: 255,
	pattern: whole(String.raw`[a-zA-Z0-9_.\-:]+`),
};
const faceId: StringShape = {
	type: "string",
	pattern: whole("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
};
const faceIds: ListShape<StringShape> = { type: "list", of: faceId, min: 1, max: 4096 };
const pageToken: StringShape = { type: "string", max: 255 };
const atLeastOne: NumberShape = { type: "integer", min: 1 };
const pageSize: NumberShape = { type: "integer", min: 0, max: 4096 };
const maxFaces: NumberShape = { type: "integer", min: 1, max: 4096 };
const percent: NumberShape = { type: "float", min: 0, max: 100 };
const imageBytes: BlobShape = { type: "blob", min: 1, max: 5_242_880 };

const s3Object = structure<aws.S3Object>({
	Bucket: { type: "string", min: 3, max: 255, pattern: whole(String.raw`[0-9A-Za-z\.\-_]*`) },
	Name: { type: "string", min: 1, max: 1024 },
	Version: { type: "string", min: 1, max: 1024 },
});
const video = structure<aws.Video>({ S3Object: s3Object });
const image = structure<aws.Image>({ Bytes: imageBytes, S3Object: s3Object });

const notificationChannel = structure<aws.NotificationChannel>({
	SNSTopicArn: {
		type: "string",
		pattern: {
			text: String.raw`(^arn:aws:sns:.*:\w{12}:.+$)`,
			// That it is one line is looked up first: found out last, it costs the square of the length.
			regex: /^(?=.*$)arn:aws:sns:.*:\w{12}:.+$/,
		},
		required: true,
	},
	RoleArn: {
		type: "string",
		pattern: whole(String.raw`arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`),
		required: true,
	},
});

const tags: MapShape = {
	type: "map",
	key: {
		type: "string",
		min: 1,
		max: 128,
		pattern: whole(String.raw`^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`, "u"),
	},
	value: {
		type: "string",
		min: 0,
		max: 256,
		pattern: whole(String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`, "u"),
	},
	min: 0,
	max: 200,
};

const faceAttributes: EnumShape<aws.FaceAttributes> = {
	type: "enum",
	values: { DEFAULT: true, ALL: true },
};
const sortBy: EnumShape<aws.FaceSearchSortBy> = {
	type: "enum",
	values: { INDEX: true, TIMESTAMP: true },
};
const qualityFilter: EnumShape<aws.QualityFilter> = {
	type: "enum",
	values: { NONE: true, AUTO: true, LOW: true, MEDIUM: true, HIGH: true },
};
const attribute: EnumShape<aws.Attribute> = {
	type: "enum",
	values: {
		DEFAULT: true,
		ALL: true,
		AGE_RANGE: true,
		BEARD: true,
		EMOTIONS: true,
		EYE_DIRECTION: true,
		EYEGLASSES: true,
		EYES_OPEN: true,
		GENDER: true,
		MOUTH_OPEN: true,
		MUSTACHE: true,
		FACE_OCCLUDED: true,
		SMILE: true,
		SUNGLASSES: true,
	},
};
const attributes: ListShape<EnumShape<aws.Attribute>> = { type: "list", of: attribute };

/** The members of each request, as Rekognition's service model of 2016-06-27 has them. */
export const requestMembers: { readonly [Name in Operation]: MembersOf<Requests[Name]> } = {
	StartFaceDetection: {
		Video: required(video),
		ClientRequestToken: token,
		NotificationChannel: notificationChannel,
		FaceAttributes: faceAttributes,
		JobTag: jobTag,
	},
	GetFaceDetection: { JobId: required(token), MaxResults: atLeastOne, NextToken: pageToken },
	StartFaceSearch: {
		Video: required(video),
		ClientRequestToken: token,
		FaceMatchThreshold: percent,
		CollectionId: required(collectionId),
		NotificationChannel: notificationChannel,
		JobTag: jobTag,
	},
	GetFaceSearch: {
		JobId: required(token),
		MaxResults: atLeastOne,
		NextToken: pageToken,
		SortBy: sortBy,
	},
	CreateCollection: { CollectionId: required(collectionId), Tags: tags },
	DescribeCollection: { CollectionId: required(collectionId) },
	ListCollections: { NextToken: pageToken, MaxResults: pageSize },
	DeleteCollection: { CollectionId: required(collectionId) },
	IndexFaces: {
		CollectionId: required(collectionId),
		Image: required(image),
		ExternalImageId: externalImageId,
		DetectionAttributes: attributes,
		MaxFaces: atLeastOne,
		QualityFilter: qualityFilter,
	},
	ListFaces: {
		CollectionId: required(collectionId),
		NextToken: pageToken,
		MaxResults: pageSize,
		UserId: userId,
		FaceIds: faceIds,
	},
	DeleteFaces: { CollectionId: required(collectionId), FaceIds: required(faceIds) },
	SearchFaces: {
		CollectionId: required(collectionId),
		FaceId: required(faceId),
		MaxFaces: maxFaces,
		FaceMatchThreshold: percent,
	},
	SearchFacesByImage: {
		CollectionId: required(collectionId),
		Image: required(image),
		MaxFaces: maxFaces,
		FaceMatchThreshold: percent,
		QualityFilter: qualityFilter,
	},
	DetectFaces: { Image: required(image), Attributes: attributes },
	CompareFaces: {
		SourceImage: required(image),
		TargetImage: required(image),
		SimilarityThreshold: percent,
		QualityFilter: qualityFilter,
	},
};
