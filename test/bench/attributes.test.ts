import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readDrawn, toPortraits } from "../../bench/attributes/drawn.ts";
import { openReaders } from "../../bench/attributes/readers.ts";
import { ATTRIBUTES, type Told } from "../../bench/attributes/tally.ts";
import { buildModels } from "../../models/build/buildModels.ts";

/** Which share must be right, of 80 portraits; models/README.md has what it was of 300. */
const LEAST = {
	Beard: 0.9,
	Mustache: 0.9,
	Eyeglasses: 0.9,
	Sunglasses: 0.95,
	EyesOpen: 0.95,
	MouthOpen: 0.9,
	Smile: 0.78,
} as const;
const PORTRAITS = 80;
const LEAST_PX = 40;

describe("all attributes of drawn portraits (needs FACEREEL_MODELS)", () => {
	let folder: string | undefined;
	const told: Told[] = [];

	before(async function () {
		this.timeout(300_000);
		const downloads = process.env["FACEREEL_MODELS"];
		if (!downloads) return this.skip();
		folder = await mkdtemp(path.join(tmpdir(), "facereel-attributes-"));
		await buildModels({ outDir: folder });
		const [rich] = await openReaders([downloads, folder]);
		assert.ok(rich);
		assert.match(rich.name, /^with downloads/u, "FACEREEL_MODELS lacks a download.");
		for (const portrait of toPortraits(900, PORTRAITS)) {
			const found = await readDrawn(rich.reader, portrait);
			if (found && found.facePx >= LEAST_PX) told.push(found);
		}
	});
	after(async () => {
		if (folder) await rm(folder, { recursive: true });
	});

	it("are told of nearly every portrait", () => {
		assert.ok(told.length > 0.9 * PORTRAITS, `${told.length} of ${PORTRAITS}`);
	});

	for (const name of ATTRIBUTES)
		it(`are right of ${name} for ${100 * LEAST[name]} of 100`, () => {
			const known = told.filter(({ truth }) => truth[name] !== undefined);
			const right = known.filter(({ face, truth }) => face[name]?.Value === truth[name]);
			assert.ok(right.length >= LEAST[name] * known.length, `${right.length} of ${known.length}`);
		});
});
