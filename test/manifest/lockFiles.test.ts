import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

interface Lock {
	readonly packages: Readonly<
		Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
	>;
}

describe("the lock files", () => {
	for (const file of ["package-lock.json", "scripts/vscodeServer/package-lock.json"])
		it(`know every platform's packages, or npm ci fails: ${file}`, () => {
			const { packages }: Lock = JSON.parse(readFileSync(path.join(root, file), "utf8"));
			const known = new Set(
				Object.keys(packages).map((name) => name.split("node_modules/").at(-1)),
			);
			const missing = Object.values(packages)
				.flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
				.filter((name) => !known.has(name));
			assert.deepEqual(missing, []);
		});

	it("name no registry, so that any will do", () => {
		const text = readFileSync(path.join(root, "package-lock.json"), "utf8");
		assert.doesNotMatch(text, /"resolved": "https?:\/\/(?!registry\.npmjs\.org)/);
	});
});
