import * as vscode from "vscode";
import { toVideoName } from "../api/video.ts";
import type { Job, Jobs } from "./jobs.ts";

const PRIORITY = 50;

/** One item for all jobs: what runs, else how the last one ended. */
export const registerStatusBar = (jobs: Jobs): vscode.Disposable => {
	const item = vscode.window.createStatusBarItem("jobs", vscode.StatusBarAlignment.Left, PRIORITY);
	item.name = vscode.l10n.t("Facereel Jobs");
	item.command = "facereel.showJobs";
	const show = (latest: Job) => {
		const running = jobs.all().filter(({ JobStatus }) => JobStatus === "IN_PROGRESS");
		const shown = running.at(-1) ?? latest;
		const text = toStatusText(shown, running.length - 1);
		item.text = `${ICONS[shown.JobStatus]} ${text}`;
		item.tooltip = shown.StatusMessage ?? vscode.l10n.t("Show Facereel's jobs");
		item.accessibilityInformation = { label: `Facereel: ${text}`, role: "button" };
		item.backgroundColor =
			shown.JobStatus === "FAILED"
				? new vscode.ThemeColor("statusBarItem.errorBackground")
				: undefined;
		item.show();
	};
	const open = jobs.all().find(({ JobStatus }) => JobStatus === "IN_PROGRESS");
	if (open) show(open);
	const showLast = () => {
		const [last] = jobs.all();
		if (last) show(last);
		else item.hide();
	};
	return vscode.Disposable.from(item, jobs.onDidChange(show), jobs.onDidRemove(showLast));
};

const ICONS: Readonly<Record<Job["JobStatus"], string>> = {
	IN_PROGRESS: "$(sync~spin)",
	SUCCEEDED: "$(check)",
	FAILED: "$(error)",
};

const toStatusText = (job: Job, more: number): string => {
	const text = toJobText(job);
	return more > 0 ? vscode.l10n.t("{0} and {1} more", text, more) : text;
};

/** A job in one line. */
export const toJobText = ({ JobStatus, Video, progress, faceCount = 0 }: Job): string => {
	const name = escapeIcons(toVideoName(Video));
	switch (JobStatus) {
		case "IN_PROGRESS":
			return progress === undefined
				? vscode.l10n.t("Finding faces in {0}", name)
				: vscode.l10n.t("Finding faces in {0}: {1} %", name, Math.floor(progress * 100));
		case "SUCCEEDED":
			return faceCount === 1
				? vscode.l10n.t("1 face in {0}", name)
				: vscode.l10n.t("{0} faces in {1}", faceCount, name);
		case "FAILED":
			return vscode.l10n.t("No result for {0}", name);
	}
};

/** A file may be called "$(error).mp4". */
const escapeIcons = (text: string): string => text.replaceAll("$(", "$\u200B(");
