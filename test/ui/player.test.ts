import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { iou } from "../../src/core/boxes.ts";
import { readTruth, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { type Workbench, openWorkbench } from "./workbench.ts";

const STATUS_ITEM = "facereel.facereel.jobs";

describe("the player", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	let workbench: Workbench;

	before(async () => {
		mkdirSync(folder.join("workspace"));
		copyFileSync(sample.video, folder.join("workspace/sample.mp4"));
		workbench = await openWorkbench({
			folder: folder.join("workspace"),
			env: { XDG_CACHE_HOME: folder.join("cache") },
		});
	});
	after(() => workbench?.close());
	afterEach(async function () {
		if (this.currentTest?.state === "failed")
			console.log(`  ${await workbench.screenshot(this.currentTest.fullTitle())}`);
	});

	it("opens with the result of a detection started from the palette", async () => {
		await workbench.run("Facereel: Detect Faces in Video");
		await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "sample.mp4" }).click();
		const status = workbench.statusBarItem(STATUS_ITEM);
		await status.filter({ hasText: /\d+ faces in sample\.mp4/ }).waitFor();
		await workbench.webview().locator("#status", { hasText: /\d+ faces at \d+ instants/ }).waitFor();
	});
});
