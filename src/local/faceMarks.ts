import json from "../../models/faceMarks.json" with { type: "json" };
import { toFaceCut } from "../core/faceCut.ts";
import { toFaceMarks } from "../core/faceMarks.ts";
import type { FaceMarks, MarkNetworks } from "../core/faceMarks.ts";
import { measureFace, toShownShares } from "../core/faceMeasures.ts";
import { countValues } from "../core/smallNetwork.ts";
import type { SmallNetwork } from "../core/smallNetwork.ts";
import type { FaceDetail } from "@aws-sdk/client-rekognition";
import type { Picture } from "./picture.ts";

/** Beard, mustache, eyewear and eyes by the picture alone; undefined for a face without the landmarks it takes. */
export const readFaceMarks = (
	{ Landmarks = [] }: Pick<FaceDetail, "Landmarks">,
	picture: Picture,
): FaceMarks | undefined => {
	const cut = toFaceCut(Landmarks, picture);
	if (!cut) return undefined;
	const piece = picture.cut(cut.toPicture, cut.widthPx, cut.heightPx);
	return toFaceMarks(measureFace(piece, cut), networks, toShownShares(cut));
};

/** As models/build/fitFaceMarks.ts writes it: little-endian floats in base64. */
type StoredNetwork = Omit<SmallNetwork, "values"> & { readonly values: string };

const parse = ({ values, ...shape }: StoredNetwork): SmallNetwork => {
	const bytes = Buffer.from(values, "base64");
	if (bytes.length !== 4 * countValues(shape))
		throw new Error("models/faceMarks.json is damaged: build it anew.");
	const numbers = new Float32Array(bytes.length / 4);
	for (let i = 0; i < numbers.length; i += 1) numbers[i] = bytes.readFloatLE(4 * i);
	return { ...shape, values: numbers };
};

const networks: MarkNetworks = {
	hair: parse(json.hair),
	frame: parse(json.frame),
	lenses: parse(json.lenses),
	lids: parse(json.lids),
};
