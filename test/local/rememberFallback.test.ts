import assert from "node:assert/strict";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import type { ChosenDetector } from "../../src/local/models.ts";
import { rememberFallback } from "../../src/local/rememberFallback.ts";

const chosen = (name: string, warnings: readonly string[]): ChosenDetector => ({
	entry: findModelEntry(name),
	bytes: new Uint8Array(),
	warnings,
});

describe("a fallback detector", () => {
	it("is kept for ten minutes, with its warning, and then the better one is asked for again", async () => {
		let isOnline = false;
		let asked = 0;
		let nowMillis = 0;
		const choose = rememberFallback(
			async () => {
				asked += 1;
				return isOnline ? chosen("yunet", []) : chosen("ssd", ["offline"]);
			},
			() => nowMillis,
		);
		for (let i = 0; i < 3; i += 1)
			assert.deepEqual((await choose("auto", {})).warnings, ["offline"]);
		assert.equal(asked, 1);
		isOnline = true;
		nowMillis = 10 * 60 * 1000;
		assert.equal((await choose("auto", {})).entry.name, "yunet");
		await choose("auto", {});
		assert.equal(asked, 3);
	});

	it("is not what somebody gets who wants the built-in one", async () => {
		const choose = rememberFallback(async (preference) =>
			preference === "ssd" ? chosen("ssd", []) : chosen("ssd", ["offline"]),
		);
		await choose("auto", {});
		assert.deepEqual((await choose("ssd", {})).warnings, []);
	});
});
