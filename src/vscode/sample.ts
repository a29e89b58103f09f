import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import type { Jobs } from "./jobs.ts";

/** Where "npm start" puts the video it opens Facereel on. */
const SAMPLE = process.env["FACEREEL_SAMPLE"];

/** Finds the faces of the sample video, the first time. */
export const startWithSample = (jobs: Jobs): void => {
	if (!SAMPLE) return;
	const { href } = pathToFileURL(SAMPLE);
	if (jobs.all().some(({ Video }) => Video.S3Object?.Name === href)) return;
	void vscode.commands.executeCommand("facereel.detectFaces", vscode.Uri.file(SAMPLE));
};
