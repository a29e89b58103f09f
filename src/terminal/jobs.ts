import { confirm } from "./confirm.ts";
import type { OpenedEngine, RunOptions } from "./openedEngine.ts";
import { printJson } from "./print.ts";
import type { TaskOf } from "./task.ts";

/** Lists jobs, or does something with one of them; engines that keep no list have none to show. */
export const jobs = async (
	{ action, JobId, isSure }: TaskOf<"jobs">,
	{ engine }: OpenedEngine,
	options: RunOptions,
): Promise<void> => {
	const all = (await engine.listJobs?.()) ?? [];
	if (action === "list") return printJson({ Jobs: all });
	const job = all.find((each) => each.JobId === JobId);
	if (!job) throw new Error(`There is no job ${JobId}.`);
	switch (action) {
		case "show":
			return printJson(job);
		case "cancel":
			await engine.cancelJob?.(JobId);
			return printJson({ ...job, JobStatus: "FAILED", StatusMessage: "Cancelled." });
		case "delete":
			await confirm(`Delete the job ${JobId} and its result for good?`, { isSure, ...options });
			await engine.deleteJob?.(JobId);
			return printJson(job);
	}
};
