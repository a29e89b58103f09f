import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	readdirSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serverRoot } from "./install.ts";

const START_MILLIS = 120_000;
const POLL_MILLIS = 50;
const TERM_MILLIS = 5000;

const TOKEN_BYTES = 16;

const THEMES = ["theme-defaults", "theme-seti"];

const GUARD = fileURLToPath(new URL("guarded.mjs", import.meta.url));

/** A quiet workbench: no welcome page, no chat, nothing that asks the network. */
const SETTINGS = {
	"chat.disableAIFeatures": true,
	"extensions.autoCheckUpdates": false,
	"extensions.autoUpdate": "off",
	"extensions.ignoreRecommendations": true,
	"git.openRepositoryInParentFolders": "never",
	"security.workspace.trust.enabled": false,
	"telemetry.telemetryLevel": "off",
	"update.mode": "none",
	"workbench.enableExperiments": false,
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
};

export interface ServerOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly settings?: Readonly<Record<string, unknown>>;
	/** A free one when not given. */
	readonly port?: number;
	/** A folder to keep, with the settings and the token it has already. Without it, a temporary one. */
	readonly dir?: string;
	/**
	 * The folder of an extension to load. Without it the server takes the one under development and its tests from the
	 * window's address; then it shows no notification, and with tests no dialog.
	 */
	readonly extension?: string;
	/** With every extension VS Code brings and time to reconnect; a test starts sooner without. */
	readonly interactive?: boolean;
}

export interface Server {
	readonly port: number;
	readonly authority: string;
	readonly token: string;
	readonly dir: string;
	/** Resolves when the server's process has ended. */
	readonly exited: Promise<void>;
	readonly log: () => string;
	/** Ends the server and everything it started, and deletes a temporary folder. */
	readonly stop: () => Promise<void>;
}

export interface WindowOptions {
	readonly extensionDevelopmentPath?: string;
	readonly extensionTestsPath?: string;
	readonly folder?: string;
}

/** Starts VS Code's server, on loopback only and with a token: whoever reaches it has a shell. */
export const startServer = async (options: ServerOptions = {}): Promise<Server> => {
	const dir = options.dir ?? mkdtempSync(path.join(tmpdir(), "facereel-vscode-"));
	writeSettings(dir, options);
	linkBuiltins(dir, options);
	const port = options.port ?? (await findFreePort());
	const token = toToken(path.join(dir, "token"));
	const logFile = path.join(dir, "server.log");
	const child = launch(toArgs(dir, port, options), logFile, options.env);
	const exited = new Promise<void>((resolve) => {
		child.once("exit", () => resolve());
	});
	const server: Server = {
		port,
		authority: `127.0.0.1:${port}`,
		token,
		dir,
		exited,
		log: () => readFileSync(logFile, "utf8"),
		stop: async () => {
			await end(child, exited);
			if (options.dir === undefined) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
		},
	};
	await waitUntilUp(server, child);
	return server;
};

/** The address of a window. */
export const windowUrl = (server: Server, options: WindowOptions): string => {
	const payload = [["skipWelcome", "true"]];
	for (const name of ["extensionDevelopmentPath", "extensionTestsPath"] as const) {
		const file = options[name];
		if (file !== undefined)
			payload.push([name, `vscode-remote://${server.authority}${encodeURI(file)}`]);
	}
	const query = new URLSearchParams({ tkn: server.token, payload: JSON.stringify(payload) });
	if (options.folder === undefined) query.set("ew", "true");
	else query.set("folder", options.folder);
	return `http://${server.authority}/?${query.toString()}`;
};

/** The port itself when it is free, else another one. */
export const findFreePort = async (wanted = 0): Promise<number> => {
	const listener = createServer();
	const port = await new Promise<number | undefined>((resolve) => {
		listener.once("error", () => resolve(undefined));
		listener.listen(wanted, "127.0.0.1", () => {
			const address = listener.address();
			resolve(typeof address === "object" ? address?.port : undefined);
		});
	});
	await new Promise((resolve) => listener.close(resolve));
	if (port !== undefined) return port;
	if (wanted === 0) throw new Error("There is no free port on 127.0.0.1.");
	return findFreePort();
};

const writeSettings = (dir: string, { settings }: ServerOptions): void => {
	const file = path.join(dir, "user/User/settings.json");
	if (existsSync(file)) return;
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify({ ...SETTINGS, ...settings }, undefined, "\t"));
};

/** The extensions that come with the server are links, so that an extension can lie among them. */
const linkBuiltins = (dir: string, { extension, interactive = false }: ServerOptions): void => {
	const folder = path.join(dir, "builtin");
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder);
	const from = path.join(serverRoot, "extensions");
	for (const name of interactive ? readdirSync(from) : THEMES)
		symlinkSync(path.join(from, name), path.join(folder, name));
	if (extension !== undefined) symlinkSync(extension, path.join(folder, "under-development"));
};

const toToken = (file: string): string => {
	if (!existsSync(file))
		writeFileSync(file, randomBytes(TOKEN_BYTES).toString("hex"), { mode: 0o600 });
	return readFileSync(file, "utf8");
};

const toArgs = (dir: string, port: number, options: ServerOptions): string[] => [
	path.join(serverRoot, "out/server-main.js"),
	"--host=127.0.0.1",
	`--port=${port}`,
	`--connection-token-file=${path.join(dir, "token")}`,
	`--user-data-dir=${path.join(dir, "user")}`,
	`--extensions-dir=${path.join(dir, "extensions")}`,
	`--server-data-dir=${path.join(dir, "server")}`,
	`--builtin-extensions-dir=${path.join(dir, "builtin")}`,
	"--accept-server-license-terms",
	"--disable-telemetry",
	"--telemetry-level=off",
	"--disable-workspace-trust",
	// Without it a built VS Code takes no extensionDevelopmentPath and no extensionTestsPath from the address.
	...(options.extension === undefined ? ["--enable-smoke-test-driver"] : []),
	...(options.interactive ? [] : ["--reconnection-grace-time=1"]),
];

const launch = (
	args: readonly string[],
	logFile: string,
	env: ServerOptions["env"],
): ChildProcess => {
	// Started from a terminal of VS Code, the server would take the variables there for its own.
	const inherited = Object.entries({ ...process.env, ...env }).filter(
		([name]) => !/^(VSCODE|ELECTRON)_/.test(name),
	);
	const log = openSync(logFile, "w");
	const child = spawn(process.execPath, [GUARD, ...args], {
		env: Object.fromEntries(inherited),
		stdio: ["pipe", log, log],
		detached: true, // a process group of its own, to be ended as one
	});
	closeSync(log);
	return child;
};

const waitUntilUp = async (server: Server, child: ChildProcess): Promise<void> => {
	const deadline = Date.now() + START_MILLIS;
	while (!(await isUp(server))) {
		const hasExited = child.exitCode !== null || child.signalCode !== null;
		if (!hasExited && Date.now() < deadline) {
			await delay(POLL_MILLIS);
			continue;
		}
		const log = server.log();
		await server.stop();
		throw new Error(`The VS Code server ${hasExited ? "ended" : "does not answer"}:\n${log}`);
	}
};

const isUp = ({ authority }: Server): Promise<boolean> =>
	fetch(`http://${authority}/version`, { signal: AbortSignal.timeout(POLL_MILLIS * 20) }).then(
		(response) => response.ok,
		() => false,
	);

const end = async (child: ChildProcess, exited: Promise<void>): Promise<void> => {
	const timer = setTimeout(() => kill(child, "SIGKILL"), TERM_MILLIS);
	kill(child, "SIGTERM");
	if (child.exitCode === null && child.signalCode === null) await exited;
	clearTimeout(timer);
	kill(child, "SIGKILL"); // whatever of the group outlived the server
};

const kill = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
	if (pid === undefined) return;
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error; // gone already
	}
};
