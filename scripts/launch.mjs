// `node scripts/launch.mjs NAME …`: installs what is missing, then runs scripts/NAME.ts on Node 24.
// Plain JavaScript without dependencies, since it runs on the user's own Node (20 or later) on a fresh clone.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run, step } from "./steps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".facereel-installed");
const FFMPEG_DOWNLOAD_MILLIS = 120_000;

const isInstalled = (key) => existsSync(stamp) && readFileSync(stamp, "utf8") === key;

const installPackages = async () => {
	const npmCli = process.env.npm_execpath;
	const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
	await (npmCli
		? run(process.execPath, [npmCli, ...args], { cwd: root })
		: run("npm", args, { cwd: root, shell: process.platform === "win32" }));
};

const downloadFfmpeg = () =>
	run(process.execPath, ["install.js"], {
		cwd: path.join(modules, "ffmpeg-static"),
		timeoutMillis: FFMPEG_DOWNLOAD_MILLIS,
	}).catch(() =>
		console.log("  ffmpeg-static could not be downloaded; ffmpeg is taken from PATH."),
	);

const install = async () => {
	const key = createHash("sha256")
		.update(readFileSync(path.join(root, "package-lock.json")))
		.update(`${process.platform} ${process.arch}`)
		.digest("hex");
	if (isInstalled(key)) return;
	await step("Installing packages from the npm registry (about a minute)", installPackages);
	if (existsSync(path.join(modules, "ffmpeg-static")))
		await step("Downloading ffmpeg-static's binary", downloadFfmpeg);
	writeFileSync(stamp, key);
};

const findNode = () => {
	const brought = path.join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
	if (existsSync(brought)) return brought;
	if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
	throw new Error(
		`Facereel is built with Node 24, and no Node 24 package exists for ${process.platform}-${process.arch}: install Node 24 and try again.`,
	);
};

const hand = (name, args) => {
	const bin = path.join(modules, ".bin");
	const child = spawn(findNode(), [path.join(root, "scripts", `${name}.ts`), ...args], {
		cwd: root,
		stdio: "inherit",
		env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
		shell: process.platform === "win32",
	});
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
	child.on("exit", (code, signal) => {
		process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
	});
};

try {
	await install();
	const [name, ...args] = process.argv.slice(2);
	hand(name, args);
} catch (error) {
	console.error(`Facereel could not be set up: ${error.message}`);
	process.exitCode = 1;
}
