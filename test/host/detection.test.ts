import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import type { SampleTruth } from "../../scripts/sample/truth.ts";
import { toLocalVideo } from "../../src/api/video.ts";
import type { FacereelApi } from "../../src/extension.ts";
import type { Job } from "../../src/vscode/jobs.ts";

const SAMPLES_PER_SECOND = 5;

describe("Facereel in the extension host", () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), "facereel-host-"));
	const sample = process.env["HOST_SAMPLE"] ?? "";
	const notes = path.join(folder, "notes.mp4");
	let extension: vscode.Extension<FacereelApi>;

	before(async () => {
		assert.ok(sample, "HOST_SAMPLE names no video");
		writeFileSync(notes, "not a video");
		const found = vscode.extensions.getExtension<FacereelApi>("facereel.facereel");
		assert.ok(found);
		extension = found;
		await extension.activate();
		await configure({ detector: "ssd", samplesPerSecond: SAMPLES_PER_SECOND });
	});
	after(async () => {
		await configure({ detector: undefined, samplesPerSecond: undefined });
		rmSync(folder, { recursive: true, force: true });
	});

	const jobs = () => extension.exports.jobs;
	/** Resolves with the state that ends a job. */
	const endOf = ({ JobId }: Job): Promise<Job> => {
		const { promise, resolve } = Promise.withResolvers<Job>();
		const look = (job: Job | undefined) => {
			if (job?.JobId === JobId && job.JobStatus !== "IN_PROGRESS") resolve(job);
		};
		const watching = jobs().onDidChange(look);
		look(jobs().find(JobId));
		return promise.finally(() => watching.dispose());
	};

	it("is active and registers every command it contributes", async () => {
		assert.ok(extension.isActive);
		const registered = new Set(await vscode.commands.getCommands(true));
		const contributed = toCommands(extension.packageJSON);
		assert.ok(contributed.includes("facereel.detectFaces"));
		assert.deepEqual(
			contributed.filter((command) => !registered.has(command)),
			[],
		);
	});

	it("finds the faces of a video and opens them in the player", async () => {
		const states: Job[] = [];
		const watching = jobs().onDidChange((job) => states.push(job));
		const opened = whenPlayerOpens(path.basename(sample));
		const started = await detectOne(sample);
		assert.equal(started.JobStatus, "IN_PROGRESS");
		assert.equal(started.engine, "local");
		assert.deepEqual(started.Video, toLocalVideo(pathToFileURL(sample).href));
		const { JobStatus, faceCount = 0 } = await endOf(started);
		watching.dispose();
		assert.equal(JobStatus, "SUCCEEDED");
		const { whole, partial } = countDrawn(path.join(path.dirname(sample), "sample.json"));
		assert.ok(whole >= 100, `${whole} faces are too few to tell`);
		assert.ok(faceCount >= whole, `${whole} were drawn, ${faceCount} found`);
		assert.ok(faceCount <= whole + partial + 1, `${whole} were drawn, ${faceCount} found`);
		const progress = states.map((state) => state.progress ?? 0);
		assert.ok(
			progress.some((done) => done > 0 && done < 1),
			progress.join(),
		);
		await opened;
	});

	it("fails a job whose file is no video", async () => {
		const { JobStatus, StatusMessage, faceCount } = await endOf(await detectOne(notes));
		assert.equal(JobStatus, "FAILED");
		assert.match(StatusMessage ?? "", /^Unsupported codec\/format\./);
		assert.equal(faceCount, undefined);
	});

	it("starts a job for each selected video, whether the others succeed or not", async () => {
		const selected = [notes, sample].map((file) => vscode.Uri.file(file));
		const started = (await detect(selected[1], selected)) ?? [];
		assert.deepEqual(
			started.map(({ Video }) => Video),
			[notes, sample].map((file) => toLocalVideo(pathToFileURL(file).href)),
		);
		const ended = await Promise.all(started.map(endOf));
		assert.deepEqual(
			ended.map(({ JobStatus }) => JobStatus),
			["FAILED", "SUCCEEDED"],
		);
		assert.deepEqual(
			jobs()
				.all()
				.slice(0, 2)
				.map(({ JobId }) => JobId),
			started.map(({ JobId }) => JobId).toReversed(),
		);
	});

	it("cancels a job, which then stays cancelled", async () => {
		const started = await detectOne(sample);
		await jobs().cancel(started.JobId);
		const { JobStatus, StatusMessage } = await endOf(started);
		assert.deepEqual([JobStatus, StatusMessage], ["FAILED", "Cancelled."]);
		// The next job runs although the one before it was broken off.
		await endOf(await detectOne(notes));
		assert.equal(jobs().find(started.JobId)?.StatusMessage, "Cancelled.");
	});

	for (const [what, clicked] of [
		// Under the path of a video that is there, so that the scheme alone is what is refused.
		["a file that is not saved", vscode.Uri.file(sample).with({ scheme: "untitled" })],
		["a video on a web page", vscode.Uri.file(sample).with({ scheme: "https" })],
		["a file that is not there", vscode.Uri.file(path.join(folder, "none.mp4"))],
		["something that is no video at all", { type: "bucket", bucket: "videos" }],
	] as const)
		it(`starts no job for ${what}`, async () => {
			const known = jobs().all().length;
			assert.equal(await detect(clicked), undefined);
			assert.equal(jobs().all().length, known);
		});
});

const detect = (...args: readonly unknown[]): Thenable<readonly Job[] | undefined> =>
	vscode.commands.executeCommand("facereel.detectFaces", ...args);

const detectOne = async (file: string): Promise<Job> => {
	const [job, ...others] = (await detect(vscode.Uri.file(file))) ?? [];
	assert.deepEqual(others, []);
	assert.ok(job);
	return job;
};

const configure = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
	const configuration = vscode.workspace.getConfiguration("facereel");
	for (const [name, value] of Object.entries(values))
		await configuration.update(name, value, vscode.ConfigurationTarget.Global);
};

const toCommands = (manifest: {
	readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}): readonly string[] => manifest.contributes.commands.map(({ command }) => command);

/** The faces that were drawn at the sampled instants; those partly outside may be found or not. */
const countDrawn = (file: string): { readonly whole: number; readonly partial: number } => {
	const truth: SampleTruth = JSON.parse(readFileSync(file, "utf8"));
	const faces = truth.frames
		.filter(({ timestampMillis }) => timestampMillis % (1000 / SAMPLES_PER_SECOND) === 0)
		.flatMap((frame) => frame.faces);
	const partial = faces.filter((face) => face.partial).length;
	return { whole: faces.length - partial, partial };
};

/** Resolves when there is a player with a title. */
const whenPlayerOpens = (title: string): Promise<void> => {
	const { promise, resolve } = Promise.withResolvers<void>();
	const watching = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
		for (const { label, input } of opened)
			if (
				label === title &&
				input instanceof vscode.TabInputWebview &&
				input.viewType.endsWith("facereel.player")
			)
				resolve();
	});
	return promise.finally(() => watching.dispose());
};
