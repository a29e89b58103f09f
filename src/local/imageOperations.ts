import type * as aws from "@aws-sdk/client-rekognition";
import type { CallOptions } from "../api/engine.ts";
import { invalidParameter } from "../api/errors.ts";
import type { ImageOperations } from "../api/operations.ts";
import { needsAll, pickAttributes, toComparedFace, toLargestFirst } from "../core/faceDetails.ts";
import { toQualityReasons } from "../core/faceQuality.ts";
import { DEFAULT_THRESHOLD, isMatch, similarityBetween } from "../core/matching.ts";
import { searchCollection } from "./collections.ts";
import type { CollectionStore } from "./collectionStore.ts";
import { isUnit } from "./embedding.ts";
import { toImageId } from "./imageId.ts";

/** What is wanted to be known of an image. */
export interface ReadImageOptions extends CallOptions {
	readonly attributes: aws.FaceAttributes;
	/** Whose looks: those of the first of toLargestFirst, or of all that it gives. */
	readonly embed: "none" | "largest" | "all";
}

/** What is known of an image. */
export interface ReadFaces {
	/** In any order. */
	readonly faces: readonly aws.FaceDetail[];
	/** As the embedder makes them, beside the faces; nothing where none were asked for. */
	readonly looks: readonly (Float32Array | undefined)[];
	/** The size of the image as it is shown. */
	readonly widthPx: number;
	readonly heightPx: number;
	/** Of the image's bytes. */
	readonly sha256: Uint8Array;
}

/** Finds the faces of an image; throws Rekognition's exception when it is not there, or cannot be read. */
export type ReadImage = (image: aws.Image, options: ReadImageOptions) => Promise<ReadFaces>;

interface Parts {
	readonly store: CollectionStore;
	readonly readImage: ReadImage;
}

export const createImageOperations = (parts: Parts): ImageOperations => ({
	detectFaces: detectFaces(parts),
	indexFaces: indexFaces(parts),
	searchFacesByImage: searchFacesByImage(parts),
	compareFaces: compareFaces(parts),
});

const detectFaces =
	({ readImage }: Parts): ImageOperations["detectFaces"] =>
	async ({ Image, Attributes }, options) => {
		const { seen } = await look(readImage, Image, {
			attributes: toFaceAttributes(Attributes),
			embed: "none",
			...options,
		});
		return { FaceDetails: seen.map(({ face }) => pickAttributes(face, Attributes)) };
	};

const indexFaces =
	({ store, readImage }: Parts): ImageOperations["indexFaces"] =>
	async ({ CollectionId = "", Image, DetectionAttributes, ...request }, options) => {
		const { FaceModelVersion } = store.find(CollectionId);
		const image = await look(readImage, Image, {
			attributes: toFaceAttributes(DetectionAttributes),
			embed: "all",
			...options,
		});
		const { chosen, others } = choose(image, request);
		options?.abortSignal?.throwIfAborted();
		const stored = store.addFaces(
			CollectionId,
			{ ImageId: toImageId(image.sha256), ExternalImageId: request.ExternalImageId },
			chosen.map(({ face, embedding }) => ({
				BoundingBox: face.BoundingBox ?? {},
				Confidence: face.Confidence ?? 0,
				embedding,
			})),
		);
		return {
			FaceRecords: chosen.map(({ face }, i) => ({
				Face: stored[i]?.Face,
				FaceDetail: pickAttributes(face, DetectionAttributes),
			})),
			FaceModelVersion,
			UnindexedFaces: others.map(({ face, Reasons }) => ({
				Reasons,
				FaceDetail: pickAttributes(face, DetectionAttributes),
			})),
		};
	};

const searchFacesByImage =
	({ store, readImage }: Parts): ImageOperations["searchFacesByImage"] =>
	async ({ Image, QualityFilter, ...request }, options) => {
		store.find(request.CollectionId ?? "");
		const largest = await findLargest(readImage, Image, { QualityFilter, ...options });
		if (!largest) throw invalidParameter("There are no faces in the image. Should be at least 1.");
		return {
			SearchedFaceBoundingBox: largest.face.BoundingBox,
			SearchedFaceConfidence: largest.face.Confidence,
			...searchCollection(store, largest.embedding, request),
		};
	};

const compareFaces =
	({ readImage }: Parts): ImageOperations["compareFaces"] =>
	async ({ SourceImage, TargetImage, QualityFilter, ...request }, options) => {
		const { SimilarityThreshold = DEFAULT_THRESHOLD } = request;
		const source = await findLargest(readImage, SourceImage, { QualityFilter, ...options });
		if (!source) throw invalidParameter(INVALID);
		const target = await look(readImage, TargetImage, {
			attributes: "ALL",
			embed: "all",
			...options,
		});
		const compared = target.seen
			.filter(({ face }) => !toQualityReasons(face, QualityFilter, target).length)
			.map(({ face, embedding }) => ({
				Face: toComparedFace(face),
				Similarity: embedding ? similarityBetween(source.embedding, embedding) : 0,
			}));
		if (!compared.length) throw invalidParameter(INVALID);
		const matches = compared.filter(({ Similarity }) => isMatch(Similarity, SimilarityThreshold));
		const { BoundingBox, Confidence } = source.face;
		return {
			SourceImageFace: { BoundingBox, Confidence },
			FaceMatches: matches.toSorted((one, other) => other.Similarity - one.Similarity),
			UnmatchedFaces: compared.filter((each) => !matches.includes(each)).map(({ Face }) => Face),
		};
	};

/** A face, and what it looks like if that is of any use. */
interface Seen {
	readonly face: aws.FaceDetail;
	readonly embedding: Float32Array | undefined;
}

interface SeenImage extends Pick<ReadFaces, "widthPx" | "heightPx" | "sha256"> {
	/** The largest first. */
	readonly seen: readonly Seen[];
}

const INVALID = "Request has invalid parameters";
/** Rekognition takes no image with a shorter side. */
const MIN_SIDE_PX = 80;

const look = async (
	readImage: ReadImage,
	image: aws.Image = {},
	options: ReadImageOptions,
): Promise<SeenImage> => {
	const { Bytes, S3Object } = image;
	if (!Bytes && !S3Object?.Name) throw invalidParameter(INVALID);
	const { faces, looks, ...rest } = await readImage(Bytes ? { Bytes } : { S3Object }, options);
	if (Math.min(rest.widthPx, rest.heightPx) < MIN_SIDE_PX) throw invalidParameter(INVALID);
	const seen = faces.map((face, i) => {
		const embedding = looks[i];
		return { face, embedding: embedding && isUnit(embedding) ? embedding : undefined };
	});
	return { ...rest, seen: toLargestFirst(seen) };
};

/** The largest face that passes and whose looks are of use. */
const findLargest = async (
	readImage: ReadImage,
	image: aws.Image | undefined,
	{
		QualityFilter = "NONE",
		...options
	}: CallOptions & { readonly QualityFilter: aws.QualityFilter | undefined },
): Promise<(Seen & { readonly embedding: Float32Array }) | undefined> => {
	const embed = QualityFilter === "NONE" ? "largest" : "all";
	const { seen, ...picture } = await look(readImage, image, {
		attributes: "DEFAULT",
		embed,
		...options,
	});
	return seen
		.filter(hasEmbedding)
		.find(({ face }) => !toQualityReasons(face, QualityFilter, picture).length);
};

/** Which faces are indexed, and why the others are not. */
const choose = (
	{ seen, ...picture }: SeenImage,
	{ QualityFilter = "AUTO", MaxFaces }: Pick<aws.IndexFacesRequest, "MaxFaces" | "QualityFilter">,
) => {
	const judged = seen.map((each) => ({
		...each,
		Reasons: toReasons(each, QualityFilter, picture),
	}));
	const chosen = judged
		.filter(hasEmbedding)
		.filter(({ Reasons }) => !Reasons.length)
		.slice(0, MaxFaces);
	const indexed = new Set(chosen.map(({ face }) => face));
	const others = judged
		.filter(({ face }) => !indexed.has(face))
		.map(({ face, Reasons }) => ({
			face,
			Reasons: Reasons.length ? Reasons : [EXCEEDS_MAX_FACES],
		}));
	return { chosen, others };
};

const EXCEEDS_MAX_FACES: aws.Reason = "EXCEEDS_MAX_FACES";

const toReasons = (
	{ face, embedding }: Seen,
	filter: aws.QualityFilter,
	picture: Pick<SeenImage, "widthPx" | "heightPx">,
): aws.Reason[] => [
	...toQualityReasons(face, filter, picture),
	...(embedding ? [] : (["LOW_FACE_QUALITY"] as const)),
];

const hasEmbedding = <Item extends Seen>(
	item: Item,
): item is Item & { readonly embedding: Float32Array } => item.embedding !== undefined;

const toFaceAttributes = (attributes: readonly aws.Attribute[] | undefined): aws.FaceAttributes =>
	needsAll(attributes) ? "ALL" : "DEFAULT";
