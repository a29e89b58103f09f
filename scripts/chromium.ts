import { type Browser, chromium } from "playwright-core";
import { aptInstall } from "./apt.ts";
import { findOnPath } from "./onPath.ts";

const CANDIDATES = [
	"chromium",
	"chromium-browser",
	"google-chrome",
	"google-chrome-stable",
	"microsoft-edge",
	"chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
	"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

const INSTALL_COMMANDS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
	linux: "sudo apt-get install chromium",
	darwin: "brew install --cask chromium",
	win32: "winget install Hibbiki.Chromium",
};

const fromEnvironment = (file: string): string => {
	const found = findOnPath([file]);
	if (found === undefined) throw new Error(`CHROMIUM is ${file}, which cannot be run.`);
	return found;
};

/** A Chromium, Chrome or Edge to drive: `CHROMIUM`, an installed one, or Debian's. */
export const findChromium = async (): Promise<string> => {
	const wanted = process.env["CHROMIUM"];
	if (wanted) return fromEnvironment(wanted);
	const found = findOnPath(CANDIDATES);
	if (found !== undefined) return found;
	const installed = (await aptInstall("chromium")) ? findOnPath(CANDIDATES) : undefined;
	if (installed !== undefined) return installed;
	const hint = INSTALL_COMMANDS[process.platform] ?? "your system's package manager";
	throw new Error(
		`The tests drive a browser, and there is none: install Chromium (${hint}), or set CHROMIUM to the path of a Chrome.`,
	);
};

const ARGUMENTS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--autoplay-policy=no-user-gesture-required",
	"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** A browser without a screen, which reaches this machine and nothing else. */
export const launchChromium = async (): Promise<Browser> =>
	chromium.launch({ executablePath: await findChromium(), args: ARGUMENTS });
