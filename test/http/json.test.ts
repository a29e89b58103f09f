import assert from "node:assert/strict";
import { assert as check, json as anyJson, property } from "fast-check";
import { parseJson } from "../../src/http/json.ts";

const nest = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("parseJson", () => {
	it("reads what JSON.parse reads", () => {
		check(
			property(anyJson({ depthSize: "large" }), (json) => {
				assert.deepEqual(parseJson(Buffer.from(json)), { value: JSON.parse(json) });
			}),
			{ seed: 1 },
		);
	});

	it("refuses what is not JSON", () => {
		for (const text of ["", " ", "{", "[1,]", "undefined", "'a'", "{}{}", '"', '"\\"', "\ufeff{}"])
			assert.equal(parseJson(Buffer.from(text)), undefined, text);
	});

	it("refuses what is not UTF-8", () => {
		for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]])
			assert.equal(parseJson(Buffer.from([0x22, ...bytes, 0x22])), undefined);
		assert.deepEqual(parseJson(Buffer.from('"ü😀"')), { value: "ü😀" });
	});

	it("refuses what is nested more deeply than any request", () => {
		assert.notEqual(parseJson(Buffer.from(nest(64))), undefined);
		assert.equal(parseJson(Buffer.from(nest(65))), undefined);
		assert.equal(parseJson(Buffer.from(nest(200_000))), undefined);
		assert.equal(parseJson(Buffer.from('{"a":'.repeat(200_000))), undefined);
	});

	it("takes no bracket in a string for nesting, wherever the string ends", () => {
		for (const text of [nest(100), `"${nest(100)}`, `\\${nest(100)}`, `\\"${nest(100)}\\\\`])
			assert.deepEqual(parseJson(Buffer.from(JSON.stringify({ text }))), { value: { text } });
		const hidden = `["\\\\",${nest(100)},"\\\\"]`;
		assert.doesNotThrow(() => JSON.parse(hidden));
		assert.equal(parseJson(Buffer.from(hidden)), undefined);
	});
});
