import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.ts";
import { startServer, windowUrl } from "../../scripts/vscodeServer/server.ts";
import { eventually } from "./eventually.ts";

const root = path.resolve(import.meta.dirname, "../..");
const screenshots = path.join(root, "build/ui");
const WAIT_MILLIS = 60_000;
const APPEAR_MILLIS = 2000;

export interface WorkbenchOptions {
	/** The folder the window opens. */
	readonly folder: string;
	/** The folder of the extension to load: the repository when not given. */
	readonly extension?: string;
	/** For the extension host. */
	readonly env?: Readonly<Record<string, string>>;
	readonly settings?: Readonly<Record<string, unknown>>;
}

export interface Workbench {
	readonly page: Page;
	/** Runs a command by its title in the palette, such as "Facereel: Add Folder". */
	readonly run: (title: string) => Promise<void>;
	/** A status bar item by "publisher.extension.itemId". */
	readonly statusBarItem: (id: string) => Locator;
	/** What the visible webview shows. */
	readonly webview: () => FrameLocator;
	/** A notification, by its text. */
	readonly toast: (text: string) => Locator;
	/** The modal dialog. */
	readonly dialog: () => Locator;
	/** A row of a tree view, by its text. */
	readonly treeRow: (text: string) => Locator;
	/** Opens the context menu of something and chooses from it. */
	readonly chooseFromMenu: (of: Locator, title: string) => Promise<void>;
	readonly screenshot: (name: string) => Promise<string>;
	readonly close: () => Promise<void>;
}

/** A window of VS Code's own workbench, in a browser, with an extension in it. */
export const openWorkbench = async (options: WorkbenchOptions): Promise<Workbench> => {
	const { folder, extension = root } = options;
	const server = await startServer({ ...options, extension });
	const closing = new AsyncDisposableStack();
	closing.defer(server.stop);
	try {
		const browser = await launchChromium();
		closing.defer(() => browser.close());
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		page.setDefaultTimeout(WAIT_MILLIS);
		await page.goto(windowUrl(server, { folder }));
		await page.locator(".monaco-workbench .statusbar").waitFor();
		return toWorkbench(page, () => closing.disposeAsync());
	} catch (error) {
		await closing.disposeAsync();
		throw error;
	}
};

/** One workbench for the tests of a `describe`; a failed test leaves a screenshot in build/ui. */
export const useWorkbench = (
	options: WorkbenchOptions | (() => WorkbenchOptions),
): (() => Workbench) => {
	let workbench: Workbench | undefined;
	const opened = () => {
		if (workbench === undefined) throw new Error("The workbench is open during the tests only.");
		return workbench;
	};
	before(async () => {
		workbench = await openWorkbench(typeof options === "function" ? options() : options);
	});
	afterEach(async function () {
		if (this.currentTest?.state !== "failed") return;
		console.log(`  ${await opened().screenshot(this.currentTest.fullTitle())}`);
	});
	after(() => workbench?.close());
	return opened;
};

const toWorkbench = (page: Page, close: () => Promise<void>): Workbench => ({
	page,
	run: (title) => runCommand(page, title),
	statusBarItem: (id) => page.locator(`[id="${id}"]`),
	webview: () => page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame"),
	toast: (text) => page.locator(".notification-toast", { hasText: text }),
	dialog: () => page.locator(".monaco-dialog-box"),
	treeRow: (text) => page.locator(".pane-body .monaco-list-row", { hasText: text }),
	chooseFromMenu: (of, title) => chooseFromMenu(page, of, title),
	screenshot: async (name) => {
		await mkdir(screenshots, { recursive: true });
		const file = path.join(screenshots, `${name.replaceAll(/[^\w-]+/g, "-")}.png`);
		await page.screenshot({ path: file });
		return file;
	},
	close,
});

const runCommand = async (page: Page, title: string): Promise<void> => {
	const input = page.locator(".quick-input-widget input.input");
	const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
	await eventually(async () => {
		await page.keyboard.press("F1");
		assert.ok(await appears(input), "The palette does not open.");
		await input.fill(`>${title}`);
		if (await appears(row)) return;
		await page.keyboard.press("Escape");
		assert.fail(`The palette has no "${title}".`);
	});
	await row.click();
};

/** A window that has just been opened takes no key yet, or does not know what its extensions contribute. */
const appears = (locator: Locator): Promise<boolean> =>
	locator.waitFor({ timeout: APPEAR_MILLIS }).then(
		() => true,
		() => false,
	);

const chooseFromMenu = async (page: Page, of: Locator, title: string): Promise<void> => {
	const items = page.locator(".monaco-menu .action-item");
	const item = items.filter({ hasText: title });
	await eventually(async () => {
		await of.click({ button: "right" });
		await items.first().waitFor();
		if (await appears(item)) return;
		await page.keyboard.press("Escape");
		await items.first().waitFor({ state: "hidden" });
		assert.fail(`The menu has no "${title}".`);
	});
	// Not with a click: for a moment after it has opened, the menu takes none.
	await item.hover();
	await page.keyboard.press("Enter");
};
