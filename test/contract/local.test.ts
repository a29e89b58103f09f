import { pathToFileURL } from "node:url";
import { readPages } from "../../src/api/results.ts";
import { toLocalVideo } from "../../src/api/video.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { assertOneIndexEach, readTruth, useSample } from "../support/sample.ts";
import { waitForEnd } from "../support/waitForEnd.ts";
import { describeFaceDetection } from "./faceDetection.ts";
import { describeFaceSearch } from "./faceSearch.ts";

describe("contract", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();

	describeFaceDetection("the local engine with its built-in detector", async (s3) => {
		const engine = openLocalEngine({
			folder: folder.join("ssd"),
			s3: { ...s3, region: "us-east-1" },
		});
		return { engine, close: engine.dispose };
	});

	describeFaceSearch("the local engine", async (s3) => {
		const engine = openLocalEngine({
			folder: folder.join("search"),
			s3: { ...s3, region: "us-east-1" },
		});
		return { engine, close: engine.dispose };
	});

	it("is kept with one Index for each person", async () => {
		const engine = openLocalEngine({ folder: folder.join("index"), samplesPerSecond: 5 });
		const Video = toLocalVideo(pathToFileURL(sample.video).href);
		const { JobId = "" } = await engine.startFaceDetection({ Video });
		await waitForEnd(engine, JobId);
		const pages = await Array.fromAsync(readPages(engine.getFaceDetection, { JobId }));
		assertOneIndexEach(
			pages.flatMap(({ Faces = [] }) => Faces),
			readTruth(sample),
		);
		await engine.dispose();
	});
});
