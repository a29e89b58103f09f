import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import type { SampleTruth } from "../../scripts/sample/truth.ts";
import { readTruth, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { eventually } from "./eventually.ts";
import { assertBoxes, seeFaces, type Stage, toStage } from "./stage.ts";
import { useWorkbench } from "./workbench.ts";

const STATUS_ITEM = "facereel.facereel.jobs";
/** What the setting is without a user's. */
const SAMPLES_PER_SECOND = 5;
/** Of the nine between the first and the last look: a busy machine drops frames. */
const MIN_INSTANTS = 4;

describe("the player of a video on disk", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	before(() => {
		mkdirSync(folder.join("workspace"));
		copyFileSync(sample.video, folder.join("workspace/sample.mp4"));
	});
	const workbench = useWorkbench(() => ({
		folder: folder.join("workspace"),
		env: { XDG_CACHE_HOME: folder.join("cache") },
		settings: { "facereel.detector": "ssd" },
	}));
	let truth: SampleTruth;
	let stage: Stage;
	before(() => {
		truth = readTruth(sample);
		stage = toStage(workbench());
	});

	it("opens with the result of a detection started from the palette", async () => {
		const { page, run, statusBarItem, webview } = workbench();
		await run("Facereel: Detect Faces in Video");
		await page.locator(".quick-input-list .monaco-list-row", { hasText: "sample.mp4" }).click();
		await statusBarItem(STATUS_ITEM).filter({ hasText: "Finding faces in sample.mp4" }).waitFor();
		await statusBarItem(STATUS_ITEM)
			.filter({ hasText: /\d+ faces in sample\.mp4/ })
			.waitFor();
		const status = webview().locator("#status", { hasText: /\d+ faces at \d+ instants/ });
		assert.match(
			(await status.textContent()) ?? "",
			/found by the local engine \(ssd, landmarks68, embedder\)/,
		);
	});

	it("draws a box around each face of the frame on the screen", async () => {
		assert.deepEqual(await seeFaces(stage, truth, 3.4), ["Bruno", "Ada"]);
		assert.deepEqual(await seeFaces(stage, truth, 6.8), ["Clara", "Bruno", "Ada"]);
	});

	it("draws none where somebody has left", async () => {
		assert.deepEqual(await seeFaces(stage, truth, 9.4), ["Clara", "Bruno", "Ada"]);
		assert.deepEqual(await seeFaces(stage, truth, 10.6), ["Ada"]);
	});

	it("tells in words how many faces are on the screen", async () => {
		const { webview } = workbench();
		await stage.seek(5.02);
		await webview().locator("#now", { hasText: "2 faces here" }).waitFor();
		await stage.seek(8.02);
		await webview().locator("#now", { hasText: "3 faces here" }).waitFor();
	});

	it("shows the boxes over the picture, where a screenshot has them", async () => {
		await seeFaces(stage, truth, 8);
		assertBoxes(await stage.photograph(), truth, 8000);
	});

	for (const [bars, size] of [
		["above and below", { width: 760, height: 900 }],
		["left and right", { width: 1280, height: 420 }],
	] as const)
		it(`keeps the boxes on the faces where the picture has bars ${bars}`, async () => {
			const { page } = workbench();
			const before = page.viewportSize() ?? size;
			await page.setViewportSize(size);
			try {
				await seeFaces(stage, truth, 7);
				const { widthPx, heightPx } = (await stage.look()).painted;
				const isWider = widthPx / heightPx > truth.widthPx / truth.heightPx;
				assert.equal(isWider, bars === "left and right", `${widthPx} × ${heightPx}`);
				assertBoxes(await stage.photograph(), truth, 7000);
			} finally {
				await page.setViewportSize(before);
			}
		});

	it("shows the picture alone while the faces are switched off", async () => {
		const { webview } = workbench();
		await seeFaces(stage, truth, 5);
		await webview().getByLabel("Show faces").uncheck();
		await eventually(async () => assert.deepEqual((await stage.look()).painted.pixels, []));
		await stage.seek(8);
		await webview().locator("#now", { hasText: "3 faces here" }).waitFor();
		assert.deepEqual((await stage.look()).painted.pixels, []);
		await webview().getByLabel("Show faces").check();
		await seeFaces(stage, truth, 8);
	});

	it("follows the people while the video plays", async () => {
		await seeFaces(stage, truth, 2.4);
		await stage.play();
		const instants = new Set<number>();
		for (let seconds = 0; seconds < 4;) {
			const seen = await stage.look();
			({ seconds } = seen);
			const sampleMillis =
				Math.floor(seconds * SAMPLES_PER_SECOND + 1e-3) * (1000 / SAMPLES_PER_SECOND);
			assertBoxes(seen.painted, truth, sampleMillis);
			instants.add(sampleMillis);
		}
		await stage.pause();
		assert.ok(instants.size >= MIN_INSTANTS, `${[...instants].join()} are too few to tell`);
	});

	it("shows the result again in a window that was loaded anew", async () => {
		const { page, run } = workbench();
		await run("View: Close All Editors");
		await page.reload();
		await page.locator(".monaco-workbench .statusbar").waitFor();
		await run("Facereel: Open Results in Player");
		await seeFaces(stage, truth, 3.4);
	});
});
