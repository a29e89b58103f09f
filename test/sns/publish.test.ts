import assert from "node:assert/strict";
import { createPublish } from "../../src/sns/publish.ts";
import { startSnsServer } from "../support/snsServer.ts";

describe("publishing on a topic", () => {
	let server: Awaited<ReturnType<typeof startSnsServer>>;
	before(async () => {
		server = await startSnsServer();
	});
	after(() => server.stop());
	const topicArn = "arn:aws:sns:eu-central-1:123456789012:done";
	const publish = () =>
		createPublish({
			endpoint: server.endpoint,
			credentials: { accessKeyId: "id", secretAccessKey: "secret" },
		});

	it("sends the message as it is, without a subject", async () => {
		const message = '{"JobId":"1","S3ObjectName":"ä b+100%&.mp4"}';
		await publish()({ topicArn, message });
		assert.deepEqual(server.published, [{ topicArn, message }]);
	});

	it("fails when the topic is not there", async () => {
		server.fail(1);
		await assert.rejects(publish()({ topicArn, message: "{}" }), { name: "NotFoundException" });
	});
});
