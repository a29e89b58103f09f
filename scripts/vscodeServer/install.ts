import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run, step } from "../steps.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = path.join(here, "node_modules");
const stamp = path.join(modules, ".facereel-installed");

/** The folder of the VS Code server's own package. */
export const serverRoot = path.join(modules, "code-server/lib/vscode");

/** VS Code logs through spdlog; without it output channels and log files stay empty. */
const COMPILED = ["@vscode/spdlog", "@vscode/native-watchdog"];

/** Installs the VS Code server where it is missing or another version than the lock file's. */
export const installVscodeServer = async (): Promise<void> => {
	const key = toKey();
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
	if (process.platform === "win32")
		throw new Error("The VS Code server of code-server does not run on Windows: use WSL.");
	await step("Installing the VS Code server: code-server from npm (about half a minute)", () =>
		npm(["ci", "--ignore-scripts"], here),
	);
	// Not `npm ci`: the package's own lock file lacks an entry.
	await step("Installing the VS Code server: its packages (about half a minute)", () =>
		npm(["install", "--omit=dev", "--ignore-scripts", "--no-save"], serverRoot),
	);
	await step("Installing the VS Code server: compiling its log writer", compile);
	writeFileSync(stamp, key);
};

const toKey = (): string =>
	createHash("sha256")
		.update(readFileSync(path.join(here, "package-lock.json")))
		.update(`${process.platform} ${process.arch} ${process.versions.modules}`)
		.digest("hex");

const npm = (args: readonly string[], cwd: string): Promise<string> => {
	const npmCli = process.env["npm_execpath"];
	const all = [...args, "--no-audit", "--no-fund"];
	const options = { cwd, env: { ...process.env, ...headers() } };
	return npmCli ? run(process.execPath, [npmCli, ...all], options) : run("npm", all, options);
};

/** Node's package brings its headers; without them node-gyp takes those a user's .npmrc names, or downloads some. */
const headers = (): Record<string, string> => {
	const nodeRoot = path.resolve(process.execPath, "../..");
	return existsSync(path.join(nodeRoot, "include/node/node.h"))
		? { npm_config_nodedir: nodeRoot }
		: {};
};

const compile = (): Promise<void> =>
	npm(["rebuild", ...COMPILED], serverRoot).then(
		() => undefined,
		(error: Error) =>
			console.log(
				[
					lastLines(error.message),
					"  Not compiled (that takes a C++ compiler, make and Python): output channels and log files",
					`  stay empty, everything else works. To try again, delete ${modules}.`,
				].join("\n"),
			),
	);

const lastLines = (text: string): string =>
	text
		.trimEnd()
		.split("\n")
		.slice(-5)
		.map((line) => `  ${line}`)
		.join("\n");
