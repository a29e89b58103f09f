import type { FaceDetail, Landmark } from "@aws-sdk/client-rekognition";
import type { Point } from "../core/affine.ts";
import { toEmbeddingCrop } from "../core/faceCrops.ts";
import { toLandmarks } from "../core/landmarks.ts";
import { toPose } from "../core/pose.ts";
import { toQuality } from "../core/quality.ts";
import { addAttributes } from "./attributes.ts";
import type { Detector, FaceReader } from "./detector.ts";
import type { Frame } from "./frame.ts";
import type { FaceNetworks } from "./faceNetworks.ts";
import { type Picture, toPicture } from "./picture.ts";

/** Rekognition's landmarks of the default set. */
const DEFAULT_LANDMARKS = new Set(["eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"]);

/**
 * A detector that says of each face what belongs to Rekognition's default set, Landmarks, Pose and Quality too; with
 * the networks for it, all attributes.
 */
export const createFaceReader = (detector: Detector, networks: FaceNetworks): FaceReader => ({
	...detector,
	glance: detector.detect,
	embed: (frame, faces) => embed(faces, toSharpest(frame), networks),
	detect: async (frame) => {
		const found = await detector.detect(frame);
		const picture = toPicture(frame);
		const { expression, ageGender } = networks;
		const sharpest = expression ? toSharpest(frame) : picture;
		const points = await locate(found, sharpest, networks);
		const faces = found.map((face, i) => {
			const Landmarks = face.Landmarks ?? toDefaultLandmarks(points[i]);
			return { ...face, Landmarks, ...readPicture({ ...face, Landmarks }, picture) };
		});
		if (!expression || !ageGender) return faces;
		return addAttributes(faces, points, sharpest, { ...networks, expression, ageGender });
	},
});

/** Small faces have more pixels in the large picture, where there is one. */
const toSharpest = (frame: Frame): Picture => toPicture(frame.large ?? frame);

/** The 68 points of each face, where there is need of them and a network for it. */
const locate = async (
	faces: readonly FaceDetail[],
	picture: Picture,
	{ landmarks68, expression }: FaceNetworks,
): Promise<readonly (readonly Point[])[]> => {
	const isNeeded = expression !== undefined || faces.some(({ Landmarks }) => !Landmarks);
	if (!landmarks68 || !isNeeded) return [];
	return landmarks68.locate(
		picture,
		faces.map(({ BoundingBox }) => BoundingBox ?? {}),
	);
};

/** Nothing where there is no network for it. */
const embed = async (
	faces: readonly FaceDetail[],
	picture: Picture,
	{ landmarks68, embedder }: FaceNetworks,
): Promise<readonly Float32Array[]> => {
	if (!landmarks68 || !embedder) return [];
	const boxes = faces.map(({ BoundingBox }) => BoundingBox ?? {});
	const points = await landmarks68.locate(picture, boxes);
	return embedder.embed(
		picture,
		points.map((each) => toEmbeddingCrop(each, picture)),
	);
};

const toDefaultLandmarks = (points: readonly Point[] | undefined): Landmark[] =>
	points ? toLandmarks(points).filter(({ Type = "" }) => DEFAULT_LANDMARKS.has(Type)) : [];

const readPicture = (
	{ BoundingBox = {}, Landmarks = [] }: FaceDetail,
	picture: Picture,
): Pick<FaceDetail, "Pose" | "Quality"> => {
	const Pose = toPose(Landmarks, picture);
	return { ...(Pose ? { Pose } : {}), Quality: toQuality(BoundingBox, picture) };
};
