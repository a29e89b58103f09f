import type { FaceDetail, Image, S3Object } from "@aws-sdk/client-rekognition";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { CallOptions } from "../api/engine.ts";
import { imageTooLarge, invalidImageFormat, invalidParameter } from "../api/errors.ts";
import { type ImageHeader, parseImageHeader } from "../core/imageHeader.ts";
import type { Analyse } from "./analysis.ts";
import type { ReadFaces, ReadImageOptions } from "./imageOperations.ts";
import { MAX_FRAME_PX } from "./ffmpeg.ts";
import { UNSUPPORTED } from "./invalidVideo.ts";

export interface ImageParts {
	readonly analyse: Analyse;
	/** The bytes of an object, or of a file by its URL; throws Rekognition's exceptions. */
	readonly fetch: (
		object: S3Object,
		options: CallOptions & { readonly maxBytes: number },
	) => Promise<Uint8Array>;
}

/** Rekognition's limits. */
const MAX_BYTES = 5 * 1024 ** 2;
const MAX_OBJECT_BYTES = 15 * 1024 ** 2;
const MIN_SIDE_PX = 80;

/** Reads pictures by the engine's process, each as a file that nobody else can read and that is gone afterwards. */
export const createImageReader =
	({ analyse, fetch }: ImageParts) =>
	async (image: Image, options: ReadImageOptions): Promise<ReadFaces> => {
		const bytes = await toBytes(image, fetch, options);
		const header = toHeader(bytes);
		const folder = await mkdtemp(path.join(os.tmpdir(), "facereel-image-"));
		try {
			const file = path.join(folder, `picture.${header.format}`);
			await writeFile(file, bytes, { mode: 0o600 });
			const { widthPx, heightPx } = header;
			const sha256 = createHash("sha256").update(bytes).digest();
			return { ...(await find(analyse, { file, header }, options)), widthPx, heightPx, sha256 };
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	};

const toBytes = async (
	{ Bytes, S3Object: object }: Image,
	fetch: ImageParts["fetch"],
	{ abortSignal }: CallOptions,
): Promise<Uint8Array> => {
	if (!Bytes && !object?.Name) throw invalidParameter("Request has invalid parameters");
	const maxBytes = Bytes ? MAX_BYTES : MAX_OBJECT_BYTES;
	const cancelling = abortSignal ? { abortSignal } : {};
	const bytes = Bytes ?? (await fetch(object ?? {}, { maxBytes, ...cancelling }));
	if (bytes.length > maxBytes) throw imageTooLarge("Image size is too large.");
	return bytes;
};

const toHeader = (bytes: Uint8Array): ImageHeader => {
	const header = parseImageHeader(bytes);
	if (!header) throw invalidImageFormat("Request has invalid image format.");
	const { widthPx, heightPx } = header;
	if (Math.min(widthPx, heightPx) < MIN_SIDE_PX)
		throw invalidParameter("Request has invalid parameters");
	if (widthPx * heightPx > MAX_FRAME_PX) throw imageTooLarge("Image size is too large.");
	return header;
};

const find = async (
	analyse: Analyse,
	{ file, header }: { readonly file: string; readonly header: ImageHeader },
	{ attributes, embed, abortSignal }: ReadImageOptions,
): Promise<Pick<ReadFaces, "faces" | "looks">> => {
	const ended = new AbortController();
	const signals = [ended.signal, ...(abortSignal ? [abortSignal] : [])];
	const request = {
		file,
		image: header,
		samplesPerSecond: 1,
		FaceAttributes: attributes,
		isSearch: embed !== "none",
	};
	let faces: FaceDetail[] | undefined;
	const looks: Float32Array[] = [];
	try {
		for await (const event of analyse(request, { abortSignal: AbortSignal.any(signals) }))
			if (event.type === "frame") faces = event.faces.flatMap(({ Face }) => Face ?? []);
			else if (event.type === "person") looks.push(event.looks);
	} catch (error) {
		if (error instanceof Error && error.message.startsWith(UNSUPPORTED)) faces = undefined;
		else throw error;
	} finally {
		ended.abort();
	}
	if (!faces) throw invalidImageFormat("Request has invalid image format.");
	return { faces, looks };
};
