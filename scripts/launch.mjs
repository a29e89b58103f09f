// `node scripts/launch.mjs NAME …`: installs what is missing, then runs scripts/NAME.ts on Node 24.
// Plain JavaScript without dependencies, since it runs on the user's own Node (20 or later) on a fresh clone.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run, step } from "./steps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = path.join(root, "node_modules");
const bin = path.join(modules, ".bin");
const stamp = path.join(modules, ".facereel-installed");
const isWindows = process.platform === "win32";
const FFMPEG_DOWNLOAD_MILLIS = 120_000;
const NODE_MAJOR = 24;
/** A shell's exit code of a program that a signal has ended is this and the signal's number. */
const SIGNAL_EXIT = 128;

const launch = async ([name, ...args]) => {
	const script = path.join(root, "scripts", `${name}.ts`);
	if (!name) throw new Error("A script is missing: node scripts/launch.mjs NAME");
	if (!existsSync(script)) throw new Error(`There is no script ${name}.`);
	await install();
	return runScript(findNode(), [script, ...args]);
};

const install = async () => {
	const key = createHash("sha256")
		.update(readFileSync(path.join(root, "package-lock.json")))
		.update(`${process.platform} ${process.arch}`)
		.digest("hex");
	if (isInstalled(key)) return;
	await step("Installing packages from the npm registry (about a minute)", installPackages);
	if (existsSync(path.join(modules, "ffmpeg-static")))
		await step("Downloading ffmpeg-static's binary", downloadFfmpeg).catch(() =>
			console.log("  That is no fault: ffmpeg is taken from PATH then."),
		);
	writeFileSync(stamp, key);
};

const isInstalled = (key) => existsSync(stamp) && readFileSync(stamp, "utf8") === key;

const installPackages = async () => {
	const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
	const npmCli = process.env.npm_execpath;
	// Other package managers name themselves there too, and know no "ci".
	const isNpm = npmCli !== undefined && path.basename(npmCli).startsWith("npm");
	try {
		if (isNpm) await run(process.execPath, [npmCli, ...args], { cwd: root });
		// npm is a .cmd on Windows, which only a shell runs; nothing here needs quoting.
		else await run("npm", args, { cwd: root, shell: isWindows });
	} catch (error) {
		throw new Error(`Facereel's packages could not be installed.\n${error.message}`, {
			cause: error,
		});
	}
};

const downloadFfmpeg = () =>
	run(process.execPath, ["install.js"], {
		cwd: path.join(modules, "ffmpeg-static"),
		timeoutMillis: FFMPEG_DOWNLOAD_MILLIS,
	});

/** The Node that came with the packages; a file that runs without a shell, which paths with spaces would confuse. */
const findNode = () => {
	const brought = isWindows
		? path.join(modules, `node-win-${process.arch}`, "bin", "node.exe")
		: path.join(bin, "node");
	if (existsSync(brought)) return brought;
	if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath;
	throw new Error(
		`Facereel is built with Node ${NODE_MAJOR}, and no Node ${NODE_MAJOR} package exists for ${process.platform}-${process.arch}: install Node ${NODE_MAJOR} and try again.`,
	);
};

/** Runs a script in our place: with our terminal, our signals, and its exit code as ours. */
const runScript = (node, args) =>
	new Promise((resolve, reject) => {
		const child = spawn(node, args, {
			cwd: root,
			stdio: "inherit",
			env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
		});
		process.on("SIGTERM", () => child.kill("SIGTERM"));
		// A terminal's Ctrl-C reaches the script by itself, and a second one would end it untidily.
		process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
		child.on("error", reject);
		child.on("exit", (code, signal) => resolve(code ?? SIGNAL_EXIT + os.constants.signals[signal]));
	});

try {
	process.exitCode = await launch(process.argv.slice(2));
} catch (error) {
	console.error(`Facereel could not be set up: ${error.message}`);
	process.exitCode = 1;
}
