import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import os from "node:os";
import { createOwner, isGone } from "../../src/local/owner.ts";

describe("an owner of jobs", () => {
	it("is another one each time, and here as long as its process is", () => {
		assert.notEqual(createOwner(), createOwner());
		assert.equal(isGone(createOwner()), false);
	});

	it("is gone with its process", () => {
		const { pid } = spawnSync("true");
		assert.equal(isGone(`${os.hostname()} ${pid} a`), true);
	});

	it("may be anywhere when it is of another machine", () => {
		const { pid } = spawnSync("true");
		assert.equal(isGone(`not-${os.hostname()} ${pid} a`), false);
		assert.equal(isGone("a"), false);
	});
});
