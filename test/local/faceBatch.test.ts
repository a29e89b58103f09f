import assert from "node:assert/strict";
import { createOnnxGraph } from "../../models/build/onnxGraph.ts";
import { createFaceNetwork } from "../../src/local/faceBatch.ts";
import type { FaceNetwork } from "../../src/local/faceBatch.ts";
import { toPicture } from "../../src/local/picture.ts";

const SIZE_PX = 4;
const LENGTH = 3 * SIZE_PX * SIZE_PX;

/** A network that gives back the bytes of each piece. */
const makeMirror = (): Uint8Array => {
	const graph = createOnnxGraph("mirror");
	const floats = graph.node("Cast", ["faces"], { to: 1 });
	graph.rename(graph.node("Flatten", [floats], { axis: 1 }), "bytes");
	return graph.toModel(
		[{ name: "faces", type: "uint8", shape: ["batch", 3, SIZE_PX, SIZE_PX] }],
		[{ name: "bytes", type: "float32", shape: ["batch", LENGTH] }],
	);
};

/** Red is 100 plus the column, green 50 plus the row, blue 200. */
const makePicture = () => {
	const area = 16 * 16;
	const planes = Uint8Array.from({ length: 3 * area }, (_, index) => {
		const pixel = index % area;
		return [50 + Math.floor(pixel / 16), 200, 100 + (pixel % 16)][Math.floor(index / area)] ?? 0;
	});
	return toPicture({
		widthPx: 16,
		heightPx: 16,
		paddedWidthPx: 16,
		paddedHeightPx: 16,
		timestampMillis: 0,
		planes,
	});
};

const cropAt = (c: number, f: number, barXPx = 0, barYPx = 0) => ({
	toPicture: { a: 1, b: 0, c, d: 0, e: 1, f },
	barXPx,
	barYPx,
});

describe("a network of faces", () => {
	let network: FaceNetwork;

	before(async () => {
		network = await createFaceNetwork(makeMirror(), { sizePx: SIZE_PX, output: "bytes" });
	});

	it("sees red, green and blue of every piece, in the order of the pieces", async () => {
		const rows = await network(makePicture(), [cropAt(0, 0), cropAt(5, 7)]);
		assert.deepEqual(
			rows.map((row) => [row.length, row[0], row[LENGTH / 3], row[LENGTH - 1]]),
			[
				[LENGTH, 100, 50, 200],
				[LENGTH, 105, 57, 200],
			],
		);
	});

	it("sees black bars left and right, or above and below", async () => {
		const [beside, above] = await network(makePicture(), [cropAt(0, 0, 1), cropAt(0, 0, 0, 1)]);
		assert.deepEqual(Array.from(beside ?? []).slice(0, 8), [0, 101, 102, 0, 0, 101, 102, 0]);
		const blue = Array.from(above ?? []).slice(-16);
		assert.deepEqual(blue, [0, 0, 0, 0, 200, 200, 200, 200, 200, 200, 200, 200, 0, 0, 0, 0]);
	});

	it("takes what is left over from arithmetic for no bar", async () => {
		const [row] = await network(makePicture(), [cropAt(0, 0, 1e-12, -1e-12)]);
		assert.equal(row?.includes(0), false);
	});

	it("is not asked about no pieces", async () => {
		assert.deepEqual(await network(makePicture(), []), []);
	});
});
