import path from "node:path";
import { mkdir } from "node:fs/promises";
import { runTests } from "@vscode/test-electron";
import { build } from "./build.ts";
import { bundleHostTests } from "./hostBundle.ts";
import { type HostResults, HostRunError, RESULTS_VARIABLE } from "./hostResults.ts";
import { type HostRunOptions, runHostTests, withResultsFile } from "./hostRun.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";
import { type Counts, findTests, reportRing } from "./ring.ts";
import { makeSample } from "./sample/makeSample.ts";
import { step } from "./steps.mjs";
import { installVscodeServer } from "./vscodeServer/install.ts";

const root = path.resolve(import.meta.dirname, "..");
const DOWNLOADS = "https://update.code.visualstudio.com/api/releases/stable";
const REACH_MILLIS = 4000;

/** The tests inside a real extension host: desktop VS Code's, or the VS Code server's (`HOST=electron|server|auto`). */
export const testHost = async (): Promise<Counts> => {
	await build();
	const workspace = path.join(root, "build/host/workspace");
	const options = {
		extensionDevelopmentPath: root,
		extensionTestsPath: await bundleHostTests(
			findTests(path.join(root, "test/host")),
			path.join(root, "build/host"),
		),
		workspace,
	};
	await mkdir(workspace, { recursive: true });
	const host = await chooseHost();
	if (host === "server") await installVscodeServer();
	const { video } = await makeSample({
		ffmpeg: await ensureFfmpeg(),
		outDir: path.join(root, "build/sample"),
	});
	const env = { HOST_KIND: host, HOST_SAMPLE: video };
	return step(`Running the host tests in ${NAMES[host]}`, () =>
		host === "electron" ? runInDesktop({ ...options, env }) : runHostTests({ ...options, env }),
	).catch(toCounts);
};

type Host = "electron" | "server";

const NAMES: Readonly<Record<Host, string>> = {
	electron: "desktop VS Code",
	server: "the VS Code server",
};

const chooseHost = async (): Promise<Host> => {
	const wanted = process.env["HOST"] ?? "auto";
	if (wanted === "electron" || wanted === "server") return wanted;
	if (wanted !== "auto") throw new Error(`HOST is ${wanted}; it can be electron, server or auto.`);
	const hasScreen =
		process.platform !== "linux" || !!(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
	return hasScreen && (await canDownload()) ? "electron" : "server";
};

const canDownload = (): Promise<boolean> =>
	fetch(DOWNLOADS, { signal: AbortSignal.timeout(REACH_MILLIS) }).then(
		(response) => response.ok,
		() => false,
	);

const runInDesktop = (options: HostRunOptions): Promise<HostResults> =>
	withResultsFile(async (file) => {
		const end = await runTests({
			extensionDevelopmentPath: options.extensionDevelopmentPath,
			extensionTestsPath: options.extensionTestsPath,
			extensionTestsEnv: { ...options.env, [RESULTS_VARIABLE]: file },
			launchArgs: [options.workspace, "--disable-extensions", "--disable-workspace-trust"],
		}).then(
			(code) => ({ code }),
			(error: Error) => ({ why: error.message }),
		);
		return { end };
	});

/** Failed tests are a result of the ring; only what kept it from running is an error. */
const toCounts = (error: unknown): Counts => {
	if (!(error instanceof HostRunError)) throw error;
	console.error(error.message);
	return error.counts;
};

if (import.meta.filename === process.argv[1]) await reportRing(testHost);
