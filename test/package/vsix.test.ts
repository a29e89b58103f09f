import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { packageVsix } from "../../scripts/package.ts";
import { compareWithTruth, readTruth, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { unzip } from "../support/unzip.ts";

const run = promisify(execFile);

describe("the packaged extension", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	let names: readonly string[] = [];

	before(async () => {
		names = unzip(readFileSync(await packageVsix()), folder.path);
	});

	it("ships what it runs from, of ONNX Runtime this platform's part, and nothing else", () => {
		const binaries = names.filter((name) => name.endsWith(".node"));
		assert.deepEqual(binaries, [
			`extension/node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`,
		]);
		for (const name of ["dist/extension.cjs", "dist/engine.cjs", "NOTICE", "readme.md"])
			assert.ok(
				names.some((each) => each.toLowerCase() === `extension/${name.toLowerCase()}`),
				name,
			);
		assert.deepEqual(
			names.filter((name) => /\.ts$|\.map$|\.env|\/test\/|\/scripts\/|\/src\//.test(name)),
			[],
		);
	});

	it("finds the sample's faces with nothing of the checkout around it", async () => {
		const { stdout } = await run(
			process.execPath,
			[folder.join("extension/dist/cli.mjs"), "detect", sample.video, "--detector", "ssd"],
			{
				cwd: folder.path,
				env: { PATH: process.env["PATH"], HOME: folder.path },
				maxBuffer: Infinity,
			},
		);
		const { missed, drawn } = compareWithTruth(JSON.parse(stdout).Faces, readTruth(sample), 2);
		assert.ok(drawn >= 20);
		assert.deepEqual(missed, []);
	});
});
