import assert from "node:assert/strict";
import { parsePageToken, toPageToken } from "../../src/local/pageToken.ts";

const scope = { secret: Buffer.from("secret"), of: "job", nowMillis: 1.7e12 };
const refused = { name: "InvalidPaginationTokenException" };

describe("page token", () => {
	it("says where the next page begins, in few characters", () => {
		for (const first of [0, 1, 1000, 720_000, 2 ** 40]) {
			const token = toPageToken(first, scope);
			assert.equal(parsePageToken(token, scope), first);
			assert.ok(token.length <= 255);
		}
	});

	it("means the first page when there is none", () => {
		assert.equal(parsePageToken(undefined, scope), 0);
		assert.equal(parsePageToken("", scope), 0);
	});

	it("is refused when a single character is another", () => {
		const token = toPageToken(1000, scope);
		for (let i = 0; i < token.length; i += 1) {
			const other = token[i] === "A" ? "B" : "A";
			const changed = token.slice(0, i) + other + token.slice(i + 1);
			assert.throws(() => parsePageToken(changed, scope), refused, changed);
		}
	});

	it("is refused for another job and with another secret", () => {
		const token = toPageToken(1000, scope);
		assert.throws(() => parsePageToken(token, { ...scope, of: "other" }), refused);
		assert.throws(() => parsePageToken(token, { ...scope, secret: Buffer.from("x") }), refused);
	});

	it("is good for a day", () => {
		const token = toPageToken(1000, scope);
		const after = (millis: number) => ({ ...scope, nowMillis: scope.nowMillis + millis });
		const dayMillis = 24 * 3600 * 1000;
		assert.equal(parsePageToken(token, after(dayMillis)), 1000);
		assert.throws(() => parsePageToken(token, after(dayMillis + 1)), refused);
	});
});
