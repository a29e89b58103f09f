import { createRekognitionEngine } from "../../src/rekognition/rekognitionEngine.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { startRekognitionServer } from "../support/rekognitionServer.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { describeFaceDetection } from "./faceDetection.ts";

describe("contract", () => {
	const folder = useTemporaryFolder();

	describeFaceDetection("the AWS SDK's client, over HTTP", async (s3) => {
		const behind = openLocalEngine({
			folder: folder.join("http"),
			s3: { ...s3, region: "us-east-1" },
		});
		const server = await startRekognitionServer(behind);
		const { endpoint } = server;
		const { credentials } = s3;
		const client = createRekognitionEngine({ endpoint, region: "us-east-1", credentials });
		return {
			// The client's methods live on its prototype, where a spread does not find them.
			engine: {
				startFaceDetection: (request, options) => client.startFaceDetection(request, options),
				getFaceDetection: (request, options) => client.getFaceDetection(request, options),
				startFaceSearch: (request, options) => client.startFaceSearch(request, options),
				getFaceSearch: (request, options) => client.getFaceSearch(request, options),
			},
			close: async () => {
				server.stop();
				await behind.dispose();
			},
		};
	});
});
