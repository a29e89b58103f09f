import path from "node:path";
import { mkdir } from "node:fs/promises";
import { step } from "../steps.mjs";
import { installVscodeServer } from "./install.ts";
import { findFreePort, type Server, startServer, windowUrl } from "./server.ts";

const root = path.resolve(import.meta.dirname, "../..");
const PORT = 8805;

export interface ServeOptions {
	/** The folder the window opens. */
	readonly folder: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Written into a new settings file; what the user has changed since stays. */
	readonly settings?: Readonly<Record<string, unknown>>;
}

/** VS Code with this repository's extension, in the user's own browser, until Ctrl-C. */
export const serveUntilInterrupted = async (options: ServeOptions): Promise<void> => {
	await installVscodeServer();
	const interrupted = new Promise<void>((resolve) => {
		for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
	});
	const dir = path.join(root, "build/vscode");
	await mkdir(dir, { recursive: true });
	const server = await step("Starting VS Code", async () =>
		startServer({
			...options,
			dir,
			port: await findFreePort(PORT),
			extension: root,
			interactive: true,
		}),
	);
	try {
		console.log(toInvitation(server, options.folder));
		await Promise.race([interrupted, server.exited.then(() => failed(server))]);
	} finally {
		await server.stop();
	}
};

const toInvitation = (server: Server, folder: string): string => {
	const url = windowUrl(server, { folder });
	return `\nOpen this in a browser (Ctrl-C ends it):\n\n  ${url}\n`;
};

const failed = (server: Server): never => {
	throw new Error(`The VS Code server ended:\n${server.log().slice(-2000)}`);
};
