import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { describeFaceDetection } from "./faceDetection.ts";

describe("contract", () => {
	const folder = useTemporaryFolder();

	describeFaceDetection("the local engine with its built-in detector", async (s3) => {
		const engine = openLocalEngine({
			folder: folder.join("ssd"),
			s3: { ...s3, region: "us-east-1" },
		});
		return { engine, close: engine.dispose };
	});
});
