import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { format } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import {
	findFault,
	BEGUN,
	type HostEnd,
	type HostResults,
	HostRunError,
	MARK,
	parseHostResults,
	RESULTS_VARIABLE,
} from "./hostResults.ts";
import { type Server, startServer, windowUrl } from "./vscodeServer/server.ts";

const BEGIN_MILLIS = 180_000;
const RUN_MILLIS = 600_000;
const TAIL_LINES = 8;
const TAIL_COLUMNS = 300;

export interface HostRunOptions {
	readonly extensionDevelopmentPath: string;
	readonly extensionTestsPath: string;
	readonly workspace: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly settings?: Readonly<Record<string, unknown>>;
	/** For the tests, from the moment the extension host begins them. */
	readonly timeoutMillis?: number;
	/** Takes the tests' own output; the console when not given. */
	readonly print?: (text: string) => void;
}

/** Runs tests in the extension host of the VS Code server; rejects unless they finished, ran and passed. */
export const runHostTests = (options: HostRunOptions): Promise<HostResults> =>
	withResultsFile(async (file) => {
		const env = { ...options.env, [RESULTS_VARIABLE]: file };
		const server = await startServer({ env, settings: options.settings ?? {} });
		try {
			const lines: string[] = [];
			const end = await openWindow(server, options, lines);
			const log = path.join(path.dirname(options.extensionTestsPath), "window.log");
			await writeFile(log, [...lines, "--- VS Code server", server.log()].join("\n"));
			return { end, log, tail: toTail(lines) };
		} finally {
			await server.stop();
		}
	});

interface Ending {
	readonly end: HostEnd;
	/** Where all that VS Code printed is to be found. */
	readonly log?: string;
	/** The last of it, for a run that broke off. */
	readonly tail?: string;
}

/** Gives a run of an extension host a results file, and judges the run by it. */
export const withResultsFile = async (
	work: (file: string) => Promise<Ending>,
): Promise<HostResults> => {
	const folder = await mkdtemp(path.join(tmpdir(), "facereel-results-"));
	const file = path.join(folder, "results.json");
	try {
		const { end, log = "", tail = "" } = await work(file);
		const results = existsSync(file) ? parseHostResults(await readFile(file, "utf8")) : undefined;
		const fault = findFault(results, end);
		if (fault === undefined && results !== undefined) return results;
		const details = [log && `VS Code's log: ${log}`, results?.finished ? "" : tail];
		throw new HostRunError([fault, ...details.filter(Boolean)].join("\n"), results);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
};

const toTail = (lines: readonly string[]): string =>
	lines
		.slice(-TAIL_LINES)
		.map((line) => `  ${line.slice(0, TAIL_COLUMNS)}`)
		.join("\n");

const openWindow = async (
	server: Server,
	options: HostRunOptions,
	lines: string[],
): Promise<HostEnd> => {
	const browser = await launchChromium();
	try {
		const page = await browser.newPage();
		const { ended } = await watch({ page, browser, server }, options, lines);
		await page.goto(windowUrl(server, { ...options, folder: options.workspace }));
		return await ended;
	} finally {
		await browser.close();
	}
};

interface Window {
	readonly page: Page;
	readonly browser: Browser;
	readonly server: Server;
}

const watch = async (
	{ page, browser, server }: Window,
	{ print = console.log, timeoutMillis = RUN_MILLIS }: HostRunOptions,
	lines: string[],
): Promise<{ readonly ended: Promise<HostEnd> }> => {
	const { promise, resolve } = Promise.withResolvers<HostEnd>();
	const limit = (what: string, millis: number) =>
		setTimeout(() => resolve({ why: `${what} within ${millis / 1000} s` }), millis);
	let timer = limit("The extension host did not begin", BEGIN_MILLIS);
	await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
		const line = format(...args);
		if (!line.startsWith(MARK)) return lines.push(line);
		if (line === BEGUN) {
			clearTimeout(timer);
			timer = limit("The tests did not end", timeoutMillis);
		}
		return print(line.slice(MARK.length));
	});
	await page.exposeFunction("codeAutomationExit", (code: number) => resolve({ code }));
	page.on("crash", () => resolve({ why: "The browser's page crashed" }));
	browser.on("disconnected", () => resolve({ why: "The browser ended" }));
	void server.exited.then(() => resolve({ why: "The VS Code server ended" }));
	return { ended: promise.finally(() => clearTimeout(timer)) };
};
