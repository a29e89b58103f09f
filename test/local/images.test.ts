import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { composeAnalyse } from "../../src/compose.ts";
import { distanceBetween } from "../../src/core/similarity.ts";
import type { ReadImageOptions } from "../../src/local/imageOperations.ts";
import { createImageReader } from "../../src/local/images.ts";
import { makeMedia } from "../support/ffmpeg.ts";
import { readTruth, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const root = path.resolve(import.meta.dirname, "../..");
const OPTIONS: ReadImageOptions = { attributes: "DEFAULT", embed: "all" };

/** As a phone does that was held upright: lying on its side, with a note that it does. */
const withOrientation = (jpeg: Buffer, orientation: number): Buffer => {
	const exif = Buffer.from(
		`457869660000 49492a0008000000 0100 12010300 01000000 0${orientation}000000 00000000`.replaceAll(
			" ",
			"",
		),
		"hex",
	);
	const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
	return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
};

const listTemporary = () =>
	readdirSync(os.tmpdir()).filter((name) => name.startsWith("facereel-image-"));

describe("a picture", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	const file = (name: string) => readFileSync(folder.join(name));
	let read: ReturnType<typeof createImageReader>;

	before(async () => {
		read = createImageReader({
			analyse: composeAnalyse(
				{
					enginePath: path.join(root, "src/local/engineHost.ts"),
					modelsFolder: path.join(root, "models"),
					cacheDir: folder.join("cache"),
				},
				{ detector: () => "ssd", ffmpegPath: () => undefined, modelFolder: () => undefined },
			),
			fetch: async ({ Name = "" }, { maxBytes }) => {
				assert.equal(maxBytes, 15 * 1024 ** 2);
				return file(Name);
			},
		});
		const still = (name: string, ...filters: string[]) =>
			makeMedia("-i", sample.video, "-frames:v", "1", ...filters, folder.join(name));
		await still("still.jpg");
		await still("still.png");
		await still("flipped.jpg", "-vf", "transpose=2");
		await still("small.jpg", "-vf", "scale=160:79");
		await still("nobody.jpg", "-vf", "drawbox=t=fill:color=gray");
	});

	it("is read as JPEG and as PNG, from bytes and from an object", async () => {
		const drawn = readTruth(sample).frames[0]?.faces.filter(({ partial }) => !partial) ?? [];
		assert.ok(drawn.length > 0);
		for (const image of [
			{ Bytes: file("still.jpg") },
			{ Bytes: file("still.png") },
			{ S3Object: { Bucket: "b", Name: "still.jpg" } },
		]) {
			const { faces, looks, widthPx, sha256 } = await read(image, OPTIONS);
			assert.equal(faces.length, drawn.length);
			assert.deepEqual([looks.length, looks[0]?.length], [drawn.length, 128]);
			assert.equal(widthPx, readTruth(sample).widthPx);
			assert.equal(sha256.length, 32);
			assert.equal(faces[0]?.Landmarks?.length, 5);
		}
	});

	it("is turned as the camera was held", async () => {
		const upright = await read({ Bytes: file("still.jpg") }, OPTIONS);
		const turned = await read({ Bytes: withOrientation(file("flipped.jpg"), 6) }, OPTIONS);
		assert.deepEqual([turned.widthPx, turned.heightPx], [upright.widthPx, upright.heightPx]);
		const [one, other] = [upright.faces[0]?.BoundingBox, turned.faces[0]?.BoundingBox];
		assert.ok(Math.abs((one?.Left ?? 0) - (other?.Left ?? 1)) < 0.02);
		const [looks, same] = [upright.looks[0], turned.looks[0]];
		assert.ok(looks && same && distanceBetween(looks, same) < 0.25);
	});

	it("may show nobody", async () => {
		const { faces, looks } = await read({ Bytes: file("nobody.jpg") }, OPTIONS);
		assert.deepEqual([faces, looks], [[], []]);
	});

	it("is refused where Rekognition refuses it", async () => {
		const refused = (Bytes: Uint8Array, name: string, message: string) =>
			assert.rejects(read({ Bytes }, OPTIONS), { name, message });
		const invalidFormat = "InvalidImageFormatException";
		await refused(Buffer.from("GIF89a"), invalidFormat, "Request has invalid image format.");
		// A header and no picture.
		const cut = file("still.jpg").subarray(0, 700);
		await refused(cut, invalidFormat, "Request has invalid image format.");
		const invalid = "InvalidParameterException";
		await refused(file("small.jpg"), invalid, "Request has invalid parameters");
		const large = Buffer.concat([file("still.jpg"), Buffer.alloc(5 * 1024 ** 2)]);
		await refused(large, "ImageTooLargeException", "Image size is too large.");
		await assert.rejects(read({}, OPTIONS), { name: invalid });
	});

	it("leaves nothing of itself on the disk", async () => {
		const before = listTemporary();
		await read({ Bytes: file("still.jpg") }, OPTIONS);
		await assert.rejects(read({ Bytes: file("still.jpg").subarray(0, 700) }, OPTIONS));
		assert.deepEqual(listTemporary(), before);
	});
});
