import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { unzip } from "../../../src/local/convert/zip.ts";
import { toZip } from "./zipFile.ts";

const text = new TextEncoder().encode("a network, a network, a network");

describe("unzip", () => {
	it("finds stored and deflated files by their exact name", () => {
		const zip = toZip([
			{ name: "stored", packed: text, method: 0, sizeBytes: text.length },
			{ name: "deflated", packed: deflateRawSync(text), method: 8, sizeBytes: text.length },
		]);
		assert.deepEqual(unzip(zip, "stored", 100), text);
		assert.deepEqual(new Uint8Array(unzip(zip, "deflated", 100)), text);
		assert.throws(() => unzip(zip, "store", 100), /has no store/u);
	});

	it("reads a zip that lies within a larger buffer and ends with a comment", () => {
		const zip = toZip([{ name: "a", packed: text, method: 0, sizeBytes: text.length }], "hello");
		const buffer = new Uint8Array(zip.length + 7);
		buffer.set(zip, 7);
		assert.deepEqual(unzip(buffer.subarray(7), "a", 100), text);
	});

	it("refuses a file that is larger than allowed", () => {
		const zip = toZip([{ name: "a", packed: text, method: 0, sizeBytes: text.length }]);
		assert.throws(() => unzip(zip, "a", text.length - 1), /more than 30/u);
	});

	it("stops unpacking where a file grows beyond what the list says", () => {
		const bomb = deflateRawSync(new Uint8Array(1 << 20));
		const zip = toZip([{ name: "a", packed: bomb, method: 8, sizeBytes: 50 }]);
		assert.throws(() => unzip(zip, "a", 100), { code: "ERR_BUFFER_TOO_LARGE" });
	});

	it("refuses a file that is shorter than the list says", () => {
		const zip = toZip([{ name: "a", packed: text, method: 0, sizeBytes: text.length + 1 }]);
		assert.throws(() => unzip(zip, "a", 100), /has 31 bytes, not 32/u);
	});

	it("refuses unknown methods and what is no zip", () => {
		const zip = toZip([{ name: "a", packed: text, method: 12, sizeBytes: text.length }]);
		assert.throws(() => unzip(zip, "a", 100), /unknown method, 12/u);
		assert.throws(() => unzip(text, "a", 100), /not a zip/u);
		assert.throws(() => unzip(new Uint8Array(), "a", 100), /not a zip/u);
	});
});
