import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createFaceReader } from "../../src/local/faceReader.ts";
import { findModelEntry } from "../../src/local/modelManifest.ts";
import { buildModels } from "../../models/build/buildModels.ts";
import { createDetectorPool } from "../../src/local/detectorPool.ts";
import { createDetector } from "../../src/local/createDetector.ts";
import { chooseDetector, type LoadedModel } from "../../src/local/models.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { drawFrame, place } from "./drawnFrame.ts";

const program = pathToFileURL(path.resolve(import.meta.dirname, "../../src/local/engineHost.ts"));

describe("detector pool", () => {
	const folder = useTemporaryFolder();
	let model: LoadedModel;

	before(async () => {
		await buildModels({ outDir: folder.path });
		model = await chooseDetector("ssd", { folders: [folder.path], cacheDir: folder.path });
	});

	it("finds in its threads what the detector finds here", async () => {
		const alone = createFaceReader(await createDetector(model), {});
		const pool = createDetectorPool({ detector: model }, { program, threads: 2 });
		const frames = [0.3, 0.5, 0.7].map((x) => drawFrame(pool, [place("ada", [x, 0.4], 0.4)]));
		const rounds = [...frames, ...frames, ...frames];
		const found = await Promise.all(rounds.map((frame) => pool.detect(frame)));
		for (const [index, frame] of frames.entries()) {
			const expected = await alone.detect(frame);
			assert.equal(expected.length, 1);
			for (const round of [0, 3, 6]) assert.deepEqual(found[round + index], expected);
		}
		await pool.dispose();
	});

	it("has the name, the frames and more room than the detector", async () => {
		const alone = await createDetector(model);
		const pool = createDetectorPool({ detector: model }, { program, threads: 3 });
		const shown = { widthPx: 1920, heightPx: 1080 };
		assert.equal(pool.modelName, alone.modelName);
		assert.deepEqual(pool.toFrameSize(shown), alone.toFrameSize(shown));
		assert.ok(pool.concurrency >= 3);
		await pool.dispose();
	});

	it("says of every frame why a model cannot be opened", async () => {
		const broken = { entry: findModelEntry("ssd"), bytes: new Uint8Array(64).fill(7) };
		const pool = createDetectorPool({ detector: broken }, { program, threads: 2 });
		const frame = drawFrame(pool, []);
		await assert.rejects(pool.detect(frame), /model|protobuf/i);
		await assert.rejects(pool.detect(frame), /model|protobuf/i);
		await pool.dispose();
	});

	it("fails what is under way when a thread dies, and what comes after", async () => {
		const dying = new URL("data:text/javascript,setTimeout(() => process.exit(3), 50)");
		const pool = createDetectorPool({ detector: model }, { program: dying, threads: 1 });
		const frame = drawFrame(pool, []);
		await assert.rejects(pool.detect(frame), /thread ended before its work was done/);
		await assert.rejects(pool.detect(frame), /thread ended before its work was done/);
		await pool.dispose();
	});

	it("fails what is under way when it is disposed of", async () => {
		const pool = createDetectorPool({ detector: model }, { program, threads: 1 });
		const result = assert.rejects(pool.detect(drawFrame(pool, [])), /thread ended/);
		await pool.dispose();
		await result;
	});
});
