import assert from "node:assert/strict";
import path from "node:path";
import { useWorkbench } from "../ui/workbench.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures");

describe("The workbench of the UI tests", () => {
	const workbench = useWorkbench({
		extension: path.join(fixtures, "probe"),
		folder: fixtures,
	});

	it("shows an extension's status bar item", async () => {
		const item = workbench().statusBarItem("facereel.probe.probe.status");
		await item.filter({ hasText: "Probe: idle" }).waitFor();
	});

	it("runs a command from the palette", async () => {
		const { run, statusBarItem } = workbench();
		await run("Probe: Greet");
		await statusBarItem("facereel.probe.probe.status").filter({ hasText: "hello" }).waitFor();
	});

	it("shows notifications and dialogs", async () => {
		const { run, toast, dialog, statusBarItem } = workbench();
		await run("Probe: Ask");
		await toast("Are you ready?").getByText("Yes").click();
		await dialog().filter({ hasText: "Really?" }).getByText("Really", { exact: true }).click();
		await statusBarItem("facereel.probe.probe.status").filter({ hasText: "Really" }).waitFor();
	});

	it("reaches into a webview", async () => {
		const { run, webview } = workbench();
		await run("Probe: Open Page");
		const button = webview().locator("#count");
		await button.click();
		assert.equal(await button.textContent(), "1");
	});
});
