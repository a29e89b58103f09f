import type { Video } from "@aws-sdk/client-rekognition";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import { toVideoAddress, toVideoName } from "../api/video.ts";
import { registerCommand } from "./command.ts";
import type { Job, Jobs } from "./jobs.ts";
import { toJobText } from "./statusBar.ts";

interface JobItem extends vscode.QuickPickItem {
	readonly job: Job;
}

/** The list of jobs: one opens in the player as far as it is; a running one can be cancelled. */
export const registerJobsPick = (jobs: Jobs, log: vscode.LogOutputChannel): vscode.Disposable =>
	registerCommand("facereel.showJobs", log, () => {
		if (jobs.all().length === 0) {
			void vscode.window.showInformationMessage(
				vscode.l10n.t("No face detection has been started in this workspace yet."),
			);
			return;
		}
		const pick = vscode.window.createQuickPick<JobItem>();
		pick.title = vscode.l10n.t("Facereel Jobs");
		pick.placeholder = vscode.l10n.t("Choose a job to see its faces");
		pick.matchOnDetail = true;
		pick.keepScrollPosition = true;
		const refresh = () => {
			const [active] = pick.activeItems;
			const items = jobs.all().map(toItem);
			// A list that says the same again could undo a choice that is on its way here.
			if (isDeepStrictEqual(items.map(toText), pick.items.map(toText))) return;
			pick.items = items;
			// New items would put the choice back to the first, at each step of a running job.
			if (active) pick.activeItems = pick.items.filter(({ job }) => job.JobId === active.job.JobId);
		};
		const watching = vscode.Disposable.from(jobs.onDidChange(refresh), jobs.onDidRemove(refresh));
		refresh();
		pick.onDidTriggerItemButton(async ({ item: { job } }) => {
			if (job.JobStatus === "IN_PROGRESS") await jobs.cancel(job.JobId);
			else await removeIfSure(jobs, job);
		});
		pick.onDidAccept(() => {
			const [item] = pick.selectedItems;
			pick.hide();
			if (item?.job.JobStatus === "FAILED")
				void vscode.window.showErrorMessage(item.job.StatusMessage ?? item.label);
			else if (item) void vscode.commands.executeCommand("facereel.openPlayer", item.job.JobId);
		});
		pick.onDidHide(() => {
			watching.dispose();
			pick.dispose();
		});
		pick.show();
	});

/** A result cannot be had back but by another detection. */
const removeIfSure = async (jobs: Jobs, job: Job): Promise<void> => {
	const remove = vscode.l10n.t("Remove");
	const answer = await vscode.window.showWarningMessage(
		vscode.l10n.t("Remove the result of {0} for good?", toVideoName(job.Video)),
		{ modal: true },
		remove,
	);
	if (answer === remove) await jobs.remove(job.JobId);
};

const toText = ({ label, description, detail }: JobItem) => [label, description, detail];

const toItem = (job: Job): JobItem => ({
	job,
	label: toJobText(job),
	description: job.StatusMessage ?? "",
	detail: toShownAddress(job.Video),
	buttons:
		job.JobStatus === "IN_PROGRESS"
			? [
					{
						iconPath: new vscode.ThemeIcon("debug-stop"),
						tooltip: vscode.l10n.t("Cancel"),
					},
				]
			: [{ iconPath: new vscode.ThemeIcon("trash"), tooltip: vscode.l10n.t("Remove") }],
});

/** A file as the system writes it; an object as an s3:// address. */
const toShownAddress = (video: Video): string => {
	const address = toVideoAddress(video);
	return address.startsWith("file:") ? fileURLToPath(address) : address;
};
