import type { Attribute, ComparedFace, FaceDetail } from "@aws-sdk/client-rekognition";
import { areaOf } from "./boxes.ts";

/** Rekognition tells of no more faces of an image: the largest ones. */
const MAX_FACES = 100;

/** The members that every face has, whatever is asked for. */
const DEFAULT_MEMBERS = ["BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"] as const;
const DEFAULT_LANDMARKS = new Set(["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"]);

/** The member that each attribute stands for. */
const MEMBERS: Readonly<Record<Exclude<Attribute, "ALL" | "DEFAULT">, keyof FaceDetail>> = {
	AGE_RANGE: "AgeRange",
	BEARD: "Beard",
	EMOTIONS: "Emotions",
	EYEGLASSES: "Eyeglasses",
	EYES_OPEN: "EyesOpen",
	EYE_DIRECTION: "EyeDirection",
	FACE_OCCLUDED: "FaceOccluded",
	GENDER: "Gender",
	MOUTH_OPEN: "MouthOpen",
	MUSTACHE: "Mustache",
	SMILE: "Smile",
	SUNGLASSES: "Sunglasses",
};

/** Whether more must be known of a face than the members of the default set. */
export const needsAll = (attributes: readonly Attribute[] = []): boolean =>
	attributes.some((attribute) => attribute !== "DEFAULT");

/** What of a face was asked for: the default set and whatever each attribute adds. */
export const pickAttributes = (
	face: FaceDetail,
	attributes: readonly Attribute[] = [],
): FaceDetail => {
	if (attributes.includes("ALL")) return face;
	const added = attributes.flatMap((attribute) =>
		attribute === "ALL" || attribute === "DEFAULT" ? [] : [MEMBERS[attribute]],
	);
	return pick(face, [...DEFAULT_MEMBERS, ...added]);
};

/** A face as CompareFaces tells of it. */
export const toComparedFace = (face: FaceDetail): ComparedFace =>
	pick(face, [...DEFAULT_MEMBERS, "Emotions", "Smile"]);

/** The largest first; of equals the first. */
export const toLargestFirst = <Item extends { readonly face: FaceDetail }>(
	items: readonly Item[],
): Item[] => items.toSorted((one, other) => sizeOf(other) - sizeOf(one)).slice(0, MAX_FACES);

const sizeOf = ({ face }: { readonly face: FaceDetail }): number => areaOf(face.BoundingBox ?? {});

/** With the landmarks of the default set: more come with ALL only. */
const pick = (face: FaceDetail, names: readonly string[]): FaceDetail => {
	const picked: FaceDetail = Object.fromEntries(
		Object.entries(face).filter(([name, value]) => names.includes(name) && value !== undefined),
	);
	const { Landmarks } = picked;
	if (!Landmarks) return picked;
	return {
		...picked,
		Landmarks: Landmarks.filter(({ Type = "" }) => DEFAULT_LANDMARKS.has(Type)),
	};
};
