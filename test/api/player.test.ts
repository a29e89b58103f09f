import assert from "node:assert/strict";
import { parseFromPlayer } from "../../src/api/player.ts";

describe("a message from the player", () => {
	it("is read when it is one the player sends", () => {
		assert.deepEqual(parseFromPlayer({ type: "ready", more: 1 }), { type: "ready" });
		assert.deepEqual(parseFromPlayer({ type: "unplayable", message: "x" }), {
			type: "unplayable",
			message: "x",
		});
	});

	it("is nothing when it is anything else", () => {
		for (const message of [
			undefined,
			null,
			1,
			"ready",
			[],
			{},
			{ type: "open", path: "/etc/passwd" },
			{ type: "unplayable", message: 5 },
			{ type: "__proto__" },
		])
			assert.equal(parseFromPlayer(message), undefined);
	});

	it("is cut where it is longer than any message of ours", () => {
		const message = parseFromPlayer({ type: "unplayable", message: "x".repeat(1e6) });
		assert.ok(JSON.stringify(message).length < 2000);
	});
});
