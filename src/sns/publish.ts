import { PublishCommand, SNSClient, type SNSClientConfig } from "@aws-sdk/client-sns";

export interface SnsSettings {
	/** Other than AWS. */
	readonly endpoint?: string | undefined;
	readonly region?: string | undefined;
	readonly profile?: string | undefined;
	/** Left out, the SDK looks for them: environment, profile, SSO, instance. */
	readonly credentials?: SNSClientConfig["credentials"] | undefined;
}

const TIMEOUT_MILLIS = 10_000;
/** arn:aws:sns:REGION:ACCOUNT:NAME */
const REGION_PLACE = 3;

/** Publishes messages on topics, each in the topic's own region; no two publishes share more than the settings. */
export const createPublish =
	({ endpoint, region, profile, credentials }: SnsSettings) =>
	async (
		{ topicArn, message }: { readonly topicArn: string; readonly message: string },
		options: { readonly abortSignal?: AbortSignal } = {},
	): Promise<void> => {
		const client = new SNSClient({
			region: topicArn.split(":")[REGION_PLACE] || region || "us-east-1",
			...(endpoint && { endpoint }),
			...(profile && { profile }),
			...(credentials && { credentials }),
			requestHandler: {
				connectionTimeout: TIMEOUT_MILLIS,
				requestTimeout: TIMEOUT_MILLIS,
				throwOnRequestTimeout: true,
			},
		});
		try {
			await client.send(new PublishCommand({ TopicArn: topicArn, Message: message }), options);
		} finally {
			client.destroy();
		}
	};
