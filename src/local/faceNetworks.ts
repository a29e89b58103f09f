import { type AgeGender, createAgeGender } from "./ageGender.ts";
import { createEmbedder, type Embedder } from "./embedder.ts";
import { createExpression, type Expression } from "./expression.ts";
import { createFaceMesh, type FaceMesh } from "./faceMesh.ts";
import type { FaceModels } from "./faceModels.ts";
import { createGlasses, type Glasses } from "./glasses.ts";
import { createLandmarks68, type Landmarks68 } from "./landmarks68.ts";

/** The networks that know more of a face than where it is; with expression and ageGender all attributes are told. */
export interface FaceNetworks {
	readonly landmarks68?: Landmarks68 | undefined;
	readonly expression?: Expression | undefined;
	readonly ageGender?: AgeGender | undefined;
	readonly faceMesh?: FaceMesh | undefined;
	readonly glasses?: Glasses | undefined;
	readonly embedder?: Embedder | undefined;
}

export const openNetworks = async (models: Omit<FaceModels, "detector">): Promise<FaceNetworks> => {
	const { landmarks68, expression, ageGender, faceMesh, glasses, embedder } = models;
	return {
		landmarks68: landmarks68 && openLandmarks68(landmarks68.bytes),
		expression: expression && (await createExpression(expression.bytes)),
		ageGender: ageGender && (await createAgeGender(ageGender.bytes)),
		faceMesh: faceMesh && (await createFaceMesh(faceMesh.bytes)),
		glasses: glasses && (await createGlasses(glasses.bytes)),
		embedder: embedder && openEmbedder(embedder.bytes),
	};
};

/** The first faces come sooner when what they do not need is opened later. */
const openLandmarks68 = (model: Uint8Array): Landmarks68 => {
	const open = once(() => createLandmarks68(model));
	return { locate: async (picture, boxes) => (await open()).locate(picture, boxes) };
};

const openEmbedder = (model: Uint8Array): Embedder => {
	const open = once(() => createEmbedder(model));
	return { embed: async (picture, crops) => (await open()).embed(picture, crops) };
};

const once = <Value>(make: () => Value): (() => Value) => {
	let made: { readonly value: Value } | undefined;
	return () => (made ??= { value: make() }).value;
};
