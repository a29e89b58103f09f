import { createRekognitionEngine } from "../../src/rekognition/rekognitionEngine.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { serveEngine } from "../support/servedEngine.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { describeFaceDetection } from "./faceDetection.ts";
import { describeFaceSearch } from "./faceSearch.ts";

describe("contract", () => {
	const folder = useTemporaryFolder();

	for (const describeContract of [describeFaceDetection, describeFaceSearch])
		describeContract("the AWS SDK's client, over HTTP", async (s3) => {
			const behind = openLocalEngine({
				folder: folder.join(describeContract.name),
				s3: { ...s3, region: "us-east-1" },
			});
			const { url, close } = await serveEngine(behind);
			const { credentials } = s3;
			return {
				engine: createRekognitionEngine({ endpoint: url, region: "us-east-1", credentials }),
				close: async () => {
					await close();
					await behind.dispose();
				},
			};
		});
});
