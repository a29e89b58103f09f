import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { aptInstall } from "./apt.ts";
import { findOnPath } from "./onPath.ts";
import { run } from "./steps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const BROUGHT = path.join(
	root,
	"node_modules/ffmpeg-static",
	process.platform === "win32" ? "ffmpeg.exe" : "ffmpeg",
);
const START_MILLIS = 30_000;

const INSTALL_COMMANDS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
	linux: "sudo apt-get install ffmpeg",
	darwin: "brew install ffmpeg",
	win32: "winget install ffmpeg",
};

const doesRun = (file: string): Promise<boolean> =>
	run(file, ["-version"], { timeoutMillis: START_MILLIS }).then(
		() => true,
		() => false,
	);

/** An ffmpeg that runs: ffmpeg-static's, the one on PATH, or Debian's. */
export const ensureFfmpeg = async (): Promise<string> => {
	if (existsSync(BROUGHT) && (await doesRun(BROUGHT))) return BROUGHT;
	const found = findOnPath(["ffmpeg"]);
	if (found !== undefined) return found;
	const installed = (await aptInstall("ffmpeg")) ? findOnPath(["ffmpeg"]) : undefined;
	if (installed !== undefined) return installed;
	const hint = INSTALL_COMMANDS[process.platform] ?? "your system's package manager";
	throw new Error(`ffmpeg is needed, and there is none on PATH: install it (${hint}).`);
};
