import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "./build.ts";
import { run, step } from "./steps.mjs";

const root = path.resolve(import.meta.dirname, "..");

/** `npm run package`: the VSIX for this machine's platform. */
export const packageVsix = async (): Promise<string> => {
	await build();
	const target = `${process.platform}-${process.arch}`;
	const file = path.join(root, "build", `facereel-${target}.vsix`);
	await mkdir(path.dirname(file), { recursive: true });
	const ignoreFile = await writeIgnoreFile();
	const vsce = path.join(root, "node_modules/.bin/vsce");
	const args = ["package", "--target", target, "--out", file, "--ignoreFile", ignoreFile];
	await step(`Packaging for ${target}`, () =>
		run(vsce, [...args, "--allow-missing-repository", "--no-rewrite-relative-links"], {
			cwd: root,
		}),
	);
	const { size } = await stat(file);
	console.log(`${file}: ${(size / 1e6).toFixed(1)} MB`);
	return file;
};

/** What is shipped on every platform, and of ONNX Runtime what this one loads. */
const writeIgnoreFile = async (): Promise<string> => {
	const shipped = await readFile(path.join(root, ".vscodeignore"), "utf8");
	const runtime = `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`;
	const file = path.join(root, "build", "vscodeignore");
	await writeFile(file, `${shipped}!${runtime}/*\n`);
	return file;
};

if (import.meta.filename === process.argv[1]) await packageVsix();
