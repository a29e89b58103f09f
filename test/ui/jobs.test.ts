import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Locator } from "playwright-core";
import { makeMedia } from "../support/ffmpeg.ts";
import { useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { eventually } from "./eventually.ts";
import { useWorkbench } from "./workbench.ts";

const STATUS_ITEM = "facereel.facereel.jobs";
/** Minutes of work, unless somebody cancels it. */
const LONG_SECONDS = 1200;
/** Longer than a list takes to show a change. */
const STEP_MILLIS = 2000;

describe("the jobs", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	before(async () => {
		mkdirSync(folder.join("workspace"));
		copyFileSync(sample.video, folder.join("workspace/sample.mp4"));
		writeFileSync(folder.join("workspace/notes.mp4"), "not a video");
		const source = `color=gray:size=320x180:rate=5:duration=${LONG_SECONDS}`;
		const encoder = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
		await makeMedia("-f", "lavfi", "-i", source, ...encoder, folder.join("workspace/long.mp4"));
	});
	const workbench = useWorkbench(() => ({
		folder: folder.join("workspace"),
		env: { XDG_CACHE_HOME: folder.join("cache") },
		settings: { "facereel.detector": "ssd" },
	}));
	const status = (text: string | RegExp): Locator =>
		workbench().statusBarItem(STATUS_ITEM).filter({ hasText: text });
	const file = (name: string): Locator =>
		workbench().page.locator(".explorer-folders-view .monaco-list-row", { hasText: name });
	const detectFaces = (name: string): Promise<void> =>
		workbench().chooseFromMenu(file(name), "Detect Faces in Video");
	const listedJob = (text: string): Locator =>
		workbench().page.locator(".quick-input-list .monaco-list-row", { hasText: text });

	it("start with a right-click on a video in the Explorer", async () => {
		const { webview } = workbench();
		await detectFaces("sample.mp4");
		await status(/\d+ faces in sample\.mp4/).waitFor();
		await webview().locator("#status", { hasText: "found by the local engine" }).waitFor();
	});

	it("say why a file is no video", async () => {
		const { toast } = workbench();
		await detectFaces("notes.mp4");
		await toast("Unsupported codec/format").waitFor();
		await status("No result for notes.mp4").waitFor();
	});

	it("tell in the status bar how far they are", async () => {
		await detectFaces("long.mp4");
		await status(/Finding faces in long\.mp4: [1-9]\d* %/).waitFor();
	});

	it("keep the choice in their list while one of them goes on", async () => {
		const { page, run } = workbench();
		await run("Facereel: Show Jobs");
		const running = listedJob("Finding faces in long.mp4");
		const before = await running.textContent();
		const chosen = listedJob("No result for notes.mp4").and(page.locator(".focused"));
		// A step of the job may come between the key and its effect; from then on the choice must stay.
		await eventually(async () => {
			if (await chosen.isVisible()) return;
			await page.keyboard.press("Home");
			await page.keyboard.press("ArrowDown");
			assert.fail("not chosen yet");
		});
		await eventually(async () => assert.notEqual(await running.textContent(), before));
		await chosen.waitFor({ timeout: STEP_MILLIS });
		await page.keyboard.press("Escape");
	});

	it("show in the player what they have found so far", async () => {
		const { run, webview } = workbench();
		await run("View: Close All Editors");
		await run("Facereel: Show Jobs");
		await listedJob("Finding faces in long.mp4").click();
		await webview()
			.locator("#status", { hasText: /faces so far \([1-9]\d* %\)/ })
			.waitFor();
		await run("View: Close All Editors");
	});

	it("are listed, and a running one can be cancelled there, with all its processes", async () => {
		const { page, run } = workbench();
		await run("Facereel: Show Jobs");
		for (const text of [
			"faces in sample.mp4",
			"No result for notes.mp4",
			"Finding faces in long.mp4",
		])
			await listedJob(text).waitFor();
		const processes = await findDecoders(folder.join("workspace/long.mp4"));
		assert.notDeepEqual(processes, []);
		await listedJob("long.mp4").hover();
		await listedJob("long.mp4").getByRole("button", { name: "Cancel" }).click();
		await listedJob("No result for long.mp4").filter({ hasText: "Cancelled." }).waitFor();
		await page.keyboard.press("Escape");
		await status("No result for long.mp4").waitFor();
		await eventually(async () => assert.deepEqual(await findRunning(processes), []));
	});

	it("are removed with their results, once that was confirmed", async () => {
		const { page, run } = workbench();
		await run("Facereel: Show Jobs");
		await listedJob("No result for notes.mp4").hover();
		await listedJob("notes.mp4").getByRole("button", { name: "Remove" }).click();
		const dialog = page.locator(".monaco-dialog-box", { hasText: "the result of notes.mp4" });
		await dialog.getByRole("button", { name: "Remove" }).click();
		await run("Facereel: Show Jobs");
		await listedJob("faces in sample.mp4").waitFor();
		assert.equal(await listedJob("notes.mp4").count(), 0);
		await page.keyboard.press("Escape");
	});

	it("open in the player when they are chosen from the list", async () => {
		const { run, webview } = workbench();
		await run("View: Close All Editors");
		await run("Facereel: Show Jobs");
		await listedJob("faces in sample.mp4").click();
		await webview().locator("#status", { hasText: "found by the local engine" }).waitFor();
	});
});

const listProcesses = async (): Promise<readonly { pid: string; ppid: string; args: string }[]> => {
	const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
	return stdout.split("\n").flatMap((line) => {
		const [, pid, ppid, args] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
		return pid && ppid && args ? [{ pid, ppid, args }] : [];
	});
};

/** The processes that decode a file, and those that have started them. */
const findDecoders = async (video: string): Promise<readonly string[]> => {
	const decoders = (await listProcesses()).filter(({ args }) => args.includes(video));
	return decoders.flatMap(({ pid, ppid }) => [pid, ppid]);
};

const findRunning = async (pids: readonly string[]): Promise<readonly string[]> =>
	(await listProcesses()).map(({ pid }) => pid).filter((pid) => pids.includes(pid));
