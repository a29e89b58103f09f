import type { FaceDetail } from "@aws-sdk/client-rekognition";
import type { Point } from "../core/affine.ts";
import { toAttributes } from "../core/attributes.ts";
import { toAttributesCrop } from "../core/faceCrops.ts";
import { mouthGapOf, toMeshLandmarks, toMeshPose } from "../core/faceMesh.ts";
import { toLandmarks } from "../core/landmarks.ts";
import type { AgeGender } from "./ageGender.ts";
import type { Expression } from "./expression.ts";
import { readFaceMarks } from "./faceMarks.ts";
import type { FaceMesh, MeshedFace } from "./faceMesh.ts";
import type { Glasses } from "./glasses.ts";
import type { Picture } from "./picture.ts";

interface Networks {
	readonly expression: Expression;
	readonly ageGender: AgeGender;
	readonly faceMesh?: FaceMesh | undefined;
	readonly glasses?: Glasses | undefined;
}

/** Below it the mesh network does not see a face in the picture it was given. */
const MIN_PRESENCE = 0.5;

/** All that Rekognition's FaceAttributes ALL adds to the faces of a picture. */
export const addAttributes = async (
	faces: readonly FaceDetail[],
	points: readonly (readonly Point[])[],
	picture: Picture,
	networks: Networks,
): Promise<readonly FaceDetail[]> => {
	const crops = points.map((each) => toAttributesCrop(each, picture));
	const expressions = await networks.expression.rate(picture, crops);
	const ages = await networks.ageGender.estimate(picture, crops);
	const meshed = await readMeshes(faces, points, picture, networks.faceMesh);
	const glasses =
		(await networks.glasses?.read(
			picture,
			meshed.map(({ face }) => face),
		)) ?? [];
	return meshed.map(({ face, mesh }, i) => ({
		...face,
		...toAttributes({
			facePx: sizeOf(face, picture),
			shownShare: shownShareOf(face),
			aspectRatio: aspectOf(picture),
			pose: face.Pose,
			quality: face.Quality,
			points68: points[i],
			expressions: expressions[i],
			ageYears: ages[i]?.ageYears,
			maleProbability: ages[i]?.maleProbability,
			marks: readFaceMarks(face, picture),
			blendshapes: mesh?.blendshapes,
			meshMouthGap: mesh && mouthGapOf(mesh.points, aspectOf(picture)),
			glasses: glasses[i],
		}),
	}));
};

/** A face with the landmarks and the turn of the mesh where it was seen, else of the 68 points. */
interface MeshedDetail {
	readonly face: FaceDetail;
	readonly mesh: MeshedFace | undefined;
}

const readMeshes = async (
	faces: readonly FaceDetail[],
	points: readonly (readonly Point[])[],
	picture: Picture,
	network: FaceMesh | undefined,
): Promise<readonly MeshedDetail[]> => {
	const meshes = (await network?.read(picture, faces)) ?? [];
	return faces.map((face, i) => {
		const mesh = meshes[i];
		if (!mesh || mesh.presence < MIN_PRESENCE)
			return { face: { ...face, Landmarks: toLandmarks(points[i] ?? []) }, mesh: undefined };
		const Pose = toMeshPose(mesh.points, aspectOf(picture));
		return { face: { ...face, Landmarks: toMeshLandmarks(mesh.points), Pose }, mesh };
	});
};

const aspectOf = ({ widthPx, heightPx }: Picture): number => widthPx / heightPx;

const sizeOf = ({ BoundingBox }: FaceDetail, { widthPx, heightPx }: Picture): number =>
	Math.max((BoundingBox?.Width ?? 0) * widthPx, (BoundingBox?.Height ?? 0) * heightPx);

const isShown = (ratio = 0): boolean => ratio >= 0 && ratio <= 1;

const shownShareOf = ({ Landmarks = [] }: FaceDetail): number => {
	const shown = Landmarks.filter(({ X, Y }) => isShown(X) && isShown(Y));
	return Landmarks.length > 0 ? shown.length / Landmarks.length : 1;
};
