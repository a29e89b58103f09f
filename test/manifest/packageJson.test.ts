import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json" with { type: "json" };

const root = path.resolve(import.meta.dirname, "../..");
const { commands, menus, configuration, views, viewsContainers } = manifest.contributes;
const ids = commands.map(({ command }) => command);

describe("the extension's manifest", () => {
	it("names everything facereel", () => {
		assert.equal(`${manifest.publisher}.${manifest.name}`, "facereel.facereel");
		for (const { command, category } of commands) {
			assert.match(command, /^facereel\./);
			assert.equal(category, "Facereel");
		}
		for (const setting of Object.keys(configuration.properties))
			assert.match(setting, /^facereel\./);
	});

	it("offers no command that is not in the sources, and no other way round", () => {
		const sources = globSync("src/{vscode/*,extension}.ts", { cwd: root })
			.map((file) => readFileSync(path.join(root, file), "utf8"))
			.join("\n");
		const registered = [...sources.matchAll(/registerCommand\(\s*"(facereel\.\w+)"/g)].map(
			([, name]) => name,
		);
		assert.deepEqual(new Set(registered), new Set<string | undefined>(ids));
	});

	it("puts only its own commands into menus", () => {
		for (const items of Object.values(menus))
			for (const { command } of items) assert.ok(ids.includes(command), command);
	});

	it("reads every setting it has", () => {
		const source = readFileSync(path.join(root, "src/vscode/settings.ts"), "utf8");
		for (const setting of Object.keys(configuration.properties))
			assert.ok(source.includes(`"${setting.slice("facereel.".length)}"`), setting);
	});

	it("lets no workspace choose programs, credentials, endpoints or who is paid", () => {
		const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
		const scopes = new Map(
			Object.entries(configuration.properties).map(([name, setting]) => [
				name,
				"scope" in setting ? setting.scope : undefined,
			]),
		);
		for (const setting of [
			"ffmpegPath",
			"modelFolder",
			"s3.endpoint",
			"aws.profile",
			"aws.region",
			"engine",
		]) {
			assert.equal(scopes.get(`facereel.${setting}`), "machine", setting);
			assert.ok(restrictedConfigurations.includes(`facereel.${setting}`), setting);
		}
	});

	it("shows the tree in a container of its own, with pictures that exist", () => {
		const [container] = viewsContainers.activitybar;
		assert.deepEqual(Object.keys(views), [container?.id]);
		for (const icon of [
			manifest.icon,
			container?.icon ?? "",
			...views.facereel.map((view) => view.icon),
		])
			assert.ok(existsSync(path.join(root, icon)), icon);
	});
});
