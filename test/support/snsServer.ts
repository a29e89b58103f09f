import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** A small SNS for tests: remembers what is published, and fails as often as it is told to. */
export const startSnsServer = async () => {
	const published: { readonly topicArn: string; readonly message: string }[] = [];
	let failures = 0;
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			const form = new URLSearchParams(body);
			response.setHeader("Content-Type", "text/xml");
			if (failures > 0 || form.get("Action") !== "Publish") {
				failures -= 1;
				response.writeHead(404).end(NOT_FOUND);
				return;
			}
			published.push({
				topicArn: form.get("TopicArn") ?? "",
				message: form.get("Message") ?? "",
			});
			response.end(PUBLISHED);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address ? address.port : 0;
	return {
		endpoint: `http://127.0.0.1:${port}`,
		published,
		fail: (times: number) => {
			failures = times;
		},
		stop: () => {
			server.close();
			server.closeAllConnections();
		},
	};
};

const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>`;
const NOT_FOUND = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
