import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBase64 } from "../../src/core/base64.ts";

describe("base64", () => {
	it("reads back whatever bytes were written", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				assert.deepEqual(parseBase64(Buffer.from(bytes).toString("base64")), bytes);
			}),
			{ seed: 1 },
		);
	});

	it("takes exactly the strings that a writer writes", () => {
		const unit = fc.constantFrom(...Array.from('AQgwZaz09+/=-_ \n"é😀'));
		fc.assert(
			fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
				const isWritten = Buffer.from(text, "base64").toString("base64") === text;
				assert.equal(parseBase64(text) !== undefined, isWritten);
			}),
			{ seed: 1, numRuns: 2000 },
		);
	});

	it("reads the largest image", () => {
		const bytes = Buffer.alloc(5_242_880, "face");
		const read = parseBase64(bytes.toString("base64"));
		assert.ok(read && Buffer.compare(read, bytes) === 0);
	});

	for (const [text, fault] of [
		["QQ", "lacks its padding"],
		["QQ=", "lacks half its padding"],
		["QQ==\n", "ends in a line feed"],
		["QQ==QQ==", "goes on after its end"],
		["Q===", "has more padding than bytes"],
		["====", "is padding only"],
		["QR==", "holds bits beyond its bytes"],
		["QUJ=", "holds one bit beyond its bytes"],
		["-_-_", "is of the alphabet for URLs"],
		["data:image/png;base64,QQ==", "is a URL"],
	] as const)
		it(`refuses what ${fault}`, () => assert.equal(parseBase64(text), undefined));
});
