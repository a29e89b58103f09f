import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { toLocalVideo } from "../../src/api/video.ts";
import { readPages } from "../../src/api/results.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { compareWithTruth, readTruth, assertOneIndexEach, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { waitForEnd } from "../support/waitForEnd.ts";

describe("the local engine with the downloaded detector", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();

	for (const samplesPerSecond of [2, 5])
		it(`finds every face that was drawn, ${samplesPerSecond} times a second`, async function () {
			// The model is not in the repository, and tests do not download.
			if (!process.env["FACEREEL_MODELS"]) this.skip();
			const engine = openLocalEngine({
				folder: folder.join(`${samplesPerSecond}`),
				detector: "yunet",
				samplesPerSecond,
			});
			try {
				const Video = toLocalVideo(pathToFileURL(sample.video).href);
				const { JobId = "" } = await engine.startFaceDetection({ Video });
				const { models, warnings } = await waitForEnd(engine, JobId);
				assert.deepEqual([models, warnings], [["yunet", "landmarks68", "embedder"], undefined]);
				const faces = (
					await Array.fromAsync(readPages(engine.getFaceDetection, { JobId }))
				).flatMap(({ Faces = [] }) => Faces);
				const { drawn, missed, additional } = compareWithTruth(
					faces,
					readTruth(sample),
					samplesPerSecond,
				);
				assert.ok(drawn >= 20);
				assert.deepEqual(missed, []);
				assert.ok(additional.length <= 1, additional.join("\n"));
				assert.equal(faces[0]?.Face?.Landmarks?.length, 5);
				assertOneIndexEach(faces, readTruth(sample));
			} finally {
				await engine.dispose();
			}
		});
});
