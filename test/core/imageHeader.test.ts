import assert from "node:assert/strict";
import { parseImageHeader } from "../../src/core/imageHeader.ts";

const segment = (marker: number, ...data: number[]) => [
	0xff,
	marker,
	(data.length + 2) >> 8,
	(data.length + 2) & 255,
	...data,
];
const FRAME = segment(0xc0, 8, 0, 180, 1, 64, 3);
const exif = (orientation: number, isLittle = true) => {
	const numbers = (...pairs: [value: number, bytes: number][]) =>
		pairs.flatMap(([value, bytes]) => {
			const big = Array.from({ length: bytes }, (_, i) => (value >> (8 * (bytes - 1 - i))) & 255);
			return isLittle ? big.toReversed() : big;
		});
	const order = isLittle ? [0x49, 0x49] : [0x4d, 0x4d];
	const entry = numbers([0x0112, 2], [3, 2], [1, 4], [orientation, 2], [0, 2]);
	return segment(
		0xe1,
		...Buffer.from("Exif\0\0"),
		...order,
		...numbers([42, 2], [8, 4], [1, 2]),
		...entry,
		...numbers([0, 4]),
	);
};
const jpeg = (...segments: readonly number[][]) =>
	Uint8Array.from([0xff, 0xd8, ...segments.flat()]);

describe("an image's header", () => {
	it("tells the size of a JPEG, whatever comes before it", () => {
		const expected = { format: "jpeg", widthPx: 320, heightPx: 180 };
		assert.deepEqual(parseImageHeader(jpeg(FRAME)), expected);
		const [comment, progressive] = [segment(0xfe, 1, 2, 3), segment(0xc2, ...FRAME.slice(4))];
		assert.deepEqual(parseImageHeader(jpeg(comment, [0xff, 0xff, 0xff], progressive)), expected);
	});

	it("turns a JPEG as the camera was held, in both orders of bytes", () => {
		for (const isLittle of [true, false])
			for (let orientation = 1; orientation <= 8; orientation += 1) {
				const { widthPx } = parseImageHeader(jpeg(exif(orientation, isLittle), FRAME)) ?? {};
				assert.equal(widthPx, orientation >= 5 ? 180 : 320, `${orientation} ${isLittle}`);
			}
	});

	it("tells the size of a PNG", () => {
		const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000140000000b40802000000", "hex");
		assert.deepEqual(parseImageHeader(png), { format: "png", widthPx: 320, heightPx: 180 });
	});

	it("is none of any other file, or of one that is cut off", () => {
		const whole = jpeg(exif(6), FRAME);
		for (let length = 0; length < whole.length - 1; length += 1)
			assert.equal(parseImageHeader(whole.subarray(0, length)), undefined, `${length}`);
		for (const text of ["", "GIF89a", "<svg xmlns=''/>", "RIFF0000WEBP", "\u00FF\u00D8 no"])
			assert.equal(parseImageHeader(Buffer.from(text, "latin1")), undefined, text);
	});

	it("is read from hostile EXIF without harm", () => {
		const [name, head] = [[...Buffer.from("Exif\0\0")], [0x49, 0x49, 42, 0]];
		for (const rest of [
			[255, 255, 255, 255],
			[8, 0, 0, 0, 255, 255],
			[8, 0, 0, 0, 1, 0, 0x12, 1],
		])
			assert.equal(
				parseImageHeader(jpeg(segment(0xe1, ...name, ...head, ...rest), FRAME))?.widthPx,
				320,
			);
	});
});
