import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { openWorkbench, type Workbench } from "../test/ui/workbench.ts";
import { build } from "./build.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";
import { makeSample } from "./sample/makeSample.ts";
import { installVscodeServer } from "./vscodeServer/install.ts";

const root = path.resolve(import.meta.dirname, "..");
/** Three people, one of them with glasses. */
const SECONDS = 8.4;
const FADE_MILLIS = 3000;

/** `npm run screenshot`: the README's picture of the player, taken from the real one. */
const takeScreenshot = async (): Promise<void> => {
	const ffmpeg = await ensureFfmpeg();
	await build();
	await installVscodeServer();
	const { video } = await makeSample({ ffmpeg, outDir: path.join(root, "build/sample") });
	const workspace = path.join(root, "build/videos");
	await mkdir(workspace, { recursive: true });
	const shown = path.join(workspace, "interview.mp4");
	await copyFile(video, shown);
	const workbench = await openWorkbench({
		folder: workspace,
		env: { FACEREEL_SAMPLE: shown },
		settings: { "workbench.colorTheme": "Default Dark Modern" },
	});
	try {
		await showMoment(workbench);
		await copyFile(await workbench.screenshot("readme"), path.join(root, "media/player.png"));
	} finally {
		await workbench.close();
	}
};

const showMoment = async ({ page, webview }: Workbench): Promise<void> => {
	await page.setViewportSize({ width: 1280, height: 760 });
	await webview().locator("#status", { hasText: "instants" }).waitFor();
	const video = webview().locator("video");
	await video.evaluate((element, currentTime) => {
		Object.assign(element, { currentTime });
	}, SECONDS);
	await webview().locator("#now", { hasText: "3 faces" }).waitFor();
	// The browser's spinner shows no sign of when it has faded.
	await page.waitForTimeout(FADE_MILLIS);
};

await takeScreenshot();
