import { type BuildOptions, build } from "esbuild";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** Bundles test files for an extension host; resolves to what VS Code takes as its extensionTestsPath. */
export const bundleHostTests = async (
	files: readonly string[],
	outDir: string,
): Promise<string> => {
	await rm(outDir, { recursive: true, force: true });
	const shared: BuildOptions = {
		absWorkingDir: root,
		bundle: true,
		platform: "node",
		target: "node24",
		format: "cjs",
		logLevel: "warning",
		external: ["vscode", "mocha", "onnxruntime-node"],
		define: { "import.meta.url": "importMetaUrl", "import.meta.dirname": "__dirname" },
		banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
	};
	await Promise.all([
		build({ ...shared, entryPoints: ["test/host/index.ts"], outdir: outDir }),
		build({ ...shared, entryPoints: [...files], outdir: path.join(outDir, "tests") }),
	]);
	// The window takes no other suffix than .js, and the repository's own package.json makes those ES modules.
	await writeFile(path.join(outDir, "package.json"), '{ "type": "commonjs" }\n');
	return path.join(outDir, "index.js");
};
