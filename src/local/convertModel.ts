import json from "../../models/manifest.json" with { type: "json" };
import type { ModelEntry } from "./modelManifest.ts";
import { verifyModel } from "./models.ts";
import { toFaceAttributes } from "./convert/faceAttributes.ts";
import { toFaceMesh } from "./convert/faceLandmarker.ts";

const CONVERTERS: ReadonlyMap<string, (download: Uint8Array) => Uint8Array> = new Map([
	["faceMesh", toFaceMesh],
	["glasses", toFaceAttributes],
]);

/** The ONNX model that is made of a verified download; it must be the very bytes that the manifest pins as well. */
export const convertModel = (entry: ModelEntry, download: Uint8Array): Uint8Array => {
	const convert = CONVERTERS.get(entry.name);
	const pin = json.models.find(({ name }) => name === entry.name)?.converted;
	if (convert === undefined || pin === undefined)
		throw new Error(`The model ${entry.name} is not one to convert.`);
	const bytes = convert(download);
	try {
		verifyModel({ ...entry, ...pin }, bytes);
	} catch (error) {
		const message = `The model ${entry.name}, made from ${entry.file}, is not the pinned one`;
		throw new Error(`${message}: ${String(error)}`, { cause: error });
	}
	return bytes;
};
