import type { DatabaseSync } from "node:sqlite";
import { type Job, toJob } from "./job.ts";

/** Publishes a completion notice on a topic. */
export type Publish = (
	notice: { readonly topicArn: string; readonly message: string },
	options: { readonly abortSignal: AbortSignal },
) => Promise<void>;

/** A publisher that says nothing for so long is given up, and another process may try. */
const TRY_MILLIS = 30_000;
const FIRST_PAUSE_MILLIS = 2000;
const MAX_PAUSE_MILLIS = 10 * 60 * 1000;
/** About a day with these pauses. */
const MAX_TRIES = 150;

export interface NoticeParts {
	readonly db: DatabaseSync;
	readonly now: () => number;
	readonly publish: Publish;
	readonly onProblem: (error: unknown) => void;
}

/** Publishes what is due: each notice once, and again only where publishing fails. A job is never the worse for it. */
export const publishDue = async (parts: NoticeParts, abortSignal: AbortSignal): Promise<void> => {
	for (let due = takeDue(parts); due && !abortSignal.aborted; due = takeDue(parts)) {
		const { job, tries } = due;
		const topicArn = job.request.NotificationChannel?.SNSTopicArn ?? "";
		const timeout = AbortSignal.any([abortSignal, AbortSignal.timeout(TRY_MILLIS / 2)]);
		try {
			await parts.publish({ topicArn, message: toMessage(job) }, { abortSignal: timeout });
			drop(parts, job.JobId);
		} catch (error) {
			if (abortSignal.aborted) return;
			putOff(parts, job.JobId, tries);
			parts.onProblem(
				new Error(`The notice of job ${job.JobId} could not be published to ${topicArn}.`, {
					cause: error,
				}),
			);
		}
	}
};

/** Takes the notice that is due first; for a while nobody else does. */
const takeDue = ({ db, now }: NoticeParts) => {
	const row = db
		.prepare(
			`UPDATE notices SET dueMillis = :until, tries = tries + 1 WHERE JobId =
			(SELECT JobId FROM notices WHERE dueMillis <= :now ORDER BY dueMillis LIMIT 1)
			RETURNING JobId, tries`,
		)
		.get({ now: now(), until: now() + TRY_MILLIS });
	const found = row && db.prepare("SELECT * FROM jobs WHERE JobId = ?").get(row["JobId"] ?? "");
	return found && { job: toJob(found), tries: Number(row["tries"]) };
};

const drop = ({ db }: NoticeParts, JobId: string): void => {
	db.prepare("DELETE FROM notices WHERE JobId = ?").run(JobId);
};

const putOff = (parts: NoticeParts, JobId: string, tries: number): void => {
	if (tries >= MAX_TRIES) {
		drop(parts, JobId);
		return;
	}
	const pauseMillis = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** (tries - 1));
	parts.db
		.prepare("UPDATE notices SET dueMillis = ? WHERE JobId = ?")
		.run(parts.now() + pauseMillis, JobId);
};

/** As Amazon Rekognition Video writes it: the members in this order, and no JobTag where none was given. */
const toMessage = ({ JobId, JobStatus, operation, request, endedMillis }: Job): string => {
	const { JobTag, Video } = request;
	return JSON.stringify({
		JobId,
		Status: JobStatus,
		API: operation,
		JobTag,
		Timestamp: endedMillis,
		Video: { S3ObjectName: Video?.S3Object?.Name, S3Bucket: Video?.S3Object?.Bucket },
	});
};
