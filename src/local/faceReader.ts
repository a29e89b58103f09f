import type { FaceDetail, Landmark } from "@aws-sdk/client-rekognition";
import { toLandmarks } from "../core/landmarks.ts";
import { toPose } from "../core/pose.ts";
import { toQuality, toQualityCut } from "../core/quality.ts";
import type { Detector } from "./detector.ts";
import type { Landmarks68 } from "./landmarks68.ts";
import { type Picture, toPicture } from "./picture.ts";

/** The networks that know more of a face than where it is. */
export interface FaceNetworks {
	/** For detectors that give no landmarks. */
	readonly landmarks68?: Landmarks68 | undefined;
}

/** Rekognition's landmarks of the default set, in the order of its answers. */
const DEFAULT_LANDMARKS = new Set(["eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"]);

/** A detector that says of each face what belongs to Rekognition's default set: Landmarks, Pose and Quality too. */
export const createFaceReader = (detector: Detector, { landmarks68 }: FaceNetworks): Detector => ({
	...detector,
	detect: async (frame) => {
		const found = await detector.detect(frame);
		const picture = toPicture(frame);
		const faces = await addLandmarks(found, picture, landmarks68);
		return faces.map((face) => ({ ...face, ...readPicture(face, picture) }));
	},
});

const addLandmarks = async (
	faces: readonly FaceDetail[],
	picture: Picture,
	network: Landmarks68 | undefined,
): Promise<readonly FaceDetail[]> => {
	const bare = faces.filter(({ Landmarks }) => !Landmarks);
	if (!network || bare.length === 0) return faces;
	const points = await network.locate(
		picture,
		bare.map(({ BoundingBox }) => BoundingBox ?? {}),
	);
	const landmarks = new Map(bare.map((face, i) => [face, toDefaultLandmarks(points[i] ?? [])]));
	return faces.map((face) => ({ ...face, Landmarks: face.Landmarks ?? landmarks.get(face) ?? [] }));
};

const toDefaultLandmarks = (points: Parameters<typeof toLandmarks>[0]): Landmark[] =>
	toLandmarks(points).filter(({ Type }) => Type !== undefined && DEFAULT_LANDMARKS.has(Type));

const readPicture = (
	{ BoundingBox = {}, Landmarks = [] }: FaceDetail,
	picture: Picture,
): Pick<FaceDetail, "Pose" | "Quality"> => {
	const { toPicture: map, sizePx } = toQualityCut(BoundingBox, picture);
	const Pose = toPose(Landmarks, picture);
	return { ...(Pose ? { Pose } : {}), Quality: toQuality(picture.cut(map, sizePx, sizePx)) };
};
