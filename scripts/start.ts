import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { openWorkbench } from "../test/ui/workbench.ts";
import { build } from "./build.ts";
import { findChromium } from "./chromium.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";
import { findOnPath } from "./onPath.ts";
import { makeSample } from "./sample/makeSample.ts";
import { step } from "./steps.mjs";
import { installVscodeServer } from "./vscodeServer/install.ts";
import { serveUntilInterrupted } from "./vscodeServer/serve.ts";

const root = path.resolve(import.meta.dirname, "..");
const STATUS_ITEM = "facereel.facereel.jobs";
const DETECTION_MILLIS = 180_000;

/** `npm start`: Facereel on a sample video, with the local engine and no account. */
const start = async (): Promise<void> => {
	const { values } = parseArgs({
		options: { server: { type: "boolean" }, check: { type: "boolean" } },
	});
	const ffmpeg = await ensureFfmpeg();
	await build();
	const { video } = await step("Drawing the sample video (half a minute, once)", () =>
		makeSample({ ffmpeg, outDir: path.join(root, "build/sample") }),
	);
	const code = findOnPath(["code"]);
	if (values.check) await check(video);
	else if (code !== undefined && !values.server) openDesktop(code, video);
	else
		await serveUntilInterrupted({ folder: path.dirname(video), env: { FACEREEL_SAMPLE: video } });
};

const openDesktop = (code: string, video: string): void => {
	const folder = path.dirname(video);
	spawn(code, ["--new-window", `--extensionDevelopmentPath=${root}`, folder], {
		env: { ...process.env, FACEREEL_SAMPLE: video },
		stdio: "inherit",
		shell: process.platform === "win32",
	});
	console.log(`VS Code opens on ${video}. (npm start -- --server opens it in a browser instead.)`);
};

/** The same without anybody looking: ready once the extension has found the sample's faces. */
const check = async (video: string): Promise<void> => {
	await installVscodeServer();
	await findChromium();
	const count = await step("Finding the sample's faces in VS Code", () => detectSample(video));
	console.log(`ready: ${count} faces in sample`);
};

const detectSample = async (video: string): Promise<number> => {
	const workbench = await openWorkbench({
		folder: path.dirname(video),
		env: { FACEREEL_SAMPLE: video },
	});
	try {
		const status = workbench.statusBarItem(STATUS_ITEM);
		const ended = status.filter({ hasText: /\d+ faces? in sample|No result/ });
		await ended.waitFor({ timeout: DETECTION_MILLIS });
		const text = (await ended.innerText()).trim();
		const count = /(\d+) faces? in sample/.exec(text)?.[1];
		if (count === undefined) throw new Error(`${text}: ${await ended.getAttribute("aria-label")}`);
		return Number(count);
	} catch (error) {
		const picture = await workbench.screenshot("start-check");
		throw new Error(`The sample's faces were not found in VS Code; what it showed: ${picture}`, {
			cause: error,
		});
	} finally {
		await workbench.close();
	}
};

try {
	await start();
} catch (error) {
	console.error(error instanceof Error ? `${error.message}\n${toCause(error)}` : error);
	process.exitCode = 1;
}

function toCause({ cause }: Error): string {
	return cause instanceof Error ? cause.message : "";
}
