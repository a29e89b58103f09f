import { type BuildOptions, build as bundle } from "esbuild";
import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { buildModels } from "../models/build/buildModels.ts";
import { step } from "./steps.mjs";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");

const node: BuildOptions = {
	absWorkingDir: root,
	bundle: true,
	platform: "node",
	target: "node24",
	logLevel: "warning",
	legalComments: "none",
	external: ["vscode", "onnxruntime-node", "ffmpeg-static"],
};

/** A CommonJS bundle has no import.meta; what the sources need of it is the file's own URL. */
const commonjs: BuildOptions = {
	...node,
	format: "cjs",
	define: { "import.meta.url": "importMetaUrl" },
	banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** The AWS SDK's bundle calls require, which an ES module must make for itself. */
const module: BuildOptions = {
	...node,
	format: "esm",
	banner: {
		js: '#!/usr/bin/env node\nimport { createRequire as createRequireOf } from "node:module";\nconst require = createRequireOf(import.meta.url);',
	},
};

const bundleAll = async (): Promise<void> => {
	await rm(dist, { recursive: true, force: true });
	await mkdir(dist);
	await Promise.all([
		bundle({ ...commonjs, entryPoints: ["src/extension.ts"], outfile: "dist/extension.cjs" }),
		bundle({ ...commonjs, entryPoints: ["src/local/engineHost.ts"], outfile: "dist/engine.cjs" }),
		bundle({
			...module,
			entryPoints: { cli: "src/facereel.ts" },
			splitting: true,
			outdir: "dist",
			outExtension: { ".js": ".mjs" },
			chunkNames: "cli-[hash]",
		}),
		bundle({
			absWorkingDir: root,
			bundle: true,
			format: "iife",
			target: "chrome130",
			entryPoints: ["media/player/main.ts"],
			outfile: "dist/player.js",
		}),
		copyFile(path.join(root, "media/player/player.css"), path.join(dist, "player.css")),
	]);
};

/** Everything the extension and the command line run from. */
export const build = async (): Promise<void> => {
	await step("Building the extension, the command line and the player", bundleAll);
	await step("Converting the built-in models to ONNX", () =>
		buildModels({ outDir: path.join(root, "models/built") }),
	);
};

if (import.meta.filename === process.argv[1]) await build();
