import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { findOnPath } from "../../scripts/onPath.ts";
import { run, step } from "../../scripts/steps.mjs";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** In place of npm: notes that it ran and with what, and makes the folder of packages. */
const NPM = `
import { appendFileSync, mkdirSync } from "node:fs";
appendFileSync("npm.txt", process.argv.slice(2).join(" ") + "\\n");
if (process.env.FAIL_NPM) {
	console.error("npm error network: the registry does not answer");
	process.exit(7);
}
mkdirSync("node_modules", { recursive: true });
`;

const SCRIPTS = {
	arguments: `console.log(JSON.stringify(process.argv.slice(2)));`,
	exit5: `process.exitCode = 5;`,
	killed: `process.kill(process.pid, "SIGKILL"); setInterval(() => undefined, 1000);`,
	interrupted: `
let count = 0;
const alive = setInterval(() => undefined, 1000);
process.on("SIGINT", () => {
	if (count++) return;
	// Time for a second one, which must not come.
	setTimeout(() => {
		console.log("interrupted " + count);
		clearInterval(alive);
		process.exitCode = 9;
	}, 300);
});
console.log("ready");
`,
};

interface Ended {
	readonly exitCode: number | null;
	readonly printed: string;
}

interface LaunchOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly onReady?: (child: ReturnType<typeof spawn>) => void;
}

describe("launch.mjs", () => {
	const folder = useTemporaryFolder();

	// The folder's name is what a shell would trip over.
	const clone = () => folder.join("a clone's folder");

	beforeEach(() => {
		rmSync(clone(), { recursive: true, force: true });
		mkdirSync(path.join(clone(), "scripts"), { recursive: true });
		for (const name of ["launch.mjs", "steps.mjs"])
			cpSync(path.join(root, "scripts", name), path.join(clone(), "scripts", name));
		for (const [name, source] of Object.entries(SCRIPTS))
			writeFileSync(path.join(clone(), "scripts", `${name}.ts`), source);
		writeFileSync(path.join(clone(), "package-lock.json"), "{}");
		writeFileSync(path.join(clone(), "npm-cli.mjs"), NPM);
	});

	const start = async (
		command: string,
		args: readonly string[],
		{ env = {}, onReady }: LaunchOptions = {},
	): Promise<Ended> => {
		const child = spawn(command, args, {
			cwd: folder.path,
			stdio: ["pipe", "pipe", "pipe"],
			env: {
				PATH: process.env["PATH"],
				npm_execpath: path.join(clone(), "npm-cli.mjs"),
				...env,
			},
		});
		const printed = Promise.all([text(child.stdout), text(child.stderr)]);
		child.stdout.on("data", (chunk: Buffer) => {
			if (chunk.includes("ready")) onReady?.(child);
		});
		const exited = new Promise<number | null>((resolve, reject) => {
			child.once("error", reject).once("close", resolve);
		});
		return { exitCode: await exited, printed: (await printed).join("") };
	};

	const launcher = () => path.join(clone(), "scripts/launch.mjs");
	const launch = (args: readonly string[], options?: LaunchOptions): Promise<Ended> =>
		start(process.execPath, [launcher(), ...args], options);
	const npmRuns = () => readFileSync(path.join(clone(), "npm.txt"), "utf8").trim().split("\n");

	it("installs what the lockfile names, without scripts, and says how long it took", async () => {
		const { exitCode, printed } = await launch(["arguments"]);
		assert.equal(exitCode, 0, printed);
		assert.match(printed, /^▸ Installing packages .* …\n✓ Installing packages .* \(\d+\.\d s\)\n/u);
		assert.deepEqual(npmRuns(), ["ci --ignore-scripts --no-audit --no-fund"]);
	});

	it("does not install again while the lockfile stays as it is", async () => {
		await launch(["arguments"]);
		const { printed } = await launch(["arguments"]);
		assert.equal(printed, "[]\n");
		assert.equal(npmRuns().length, 1);
		writeFileSync(path.join(clone(), "package-lock.json"), "{ }");
		await launch(["arguments"]);
		assert.equal(npmRuns().length, 2);
	});

	it("says clearly that npm failed, what it said, and tries again the next time", async () => {
		const { exitCode, printed } = await launch(["arguments"], { env: { FAIL_NPM: "1" } });
		assert.equal(exitCode, 1);
		assert.match(printed, /^✗ Installing packages .* \(\d+\.\d s\)$/mu);
		assert.match(
			printed,
			/^Facereel could not be set up: Facereel's packages could not be installed\.$/mu,
		);
		assert.match(printed, /: exit 7\nnpm error network: the registry does not answer$/mu);
		assert.doesNotMatch(printed, /^ {4}at /mu);
		assert.equal((await launch(["arguments"])).exitCode, 0);
		assert.equal(npmRuns().length, 2);
	});

	it("leaves another package manager alone and takes PATH's npm", async function () {
		if (process.platform === "win32") return this.skip();
		const npm = folder.join("bin/npm");
		mkdirSync(path.dirname(npm), { recursive: true });
		writeFileSync(npm, `#!/bin/sh\necho "PATH's $@" >> npm.txt\nmkdir node_modules\n`);
		chmodSync(npm, 0o755);
		const { exitCode, printed } = await launch(["arguments"], {
			env: {
				npm_execpath: "/opt/pnpm/bin/pnpm.cjs",
				PATH: [path.dirname(npm), process.env["PATH"]].join(path.delimiter),
			},
		});
		assert.equal(exitCode, 0, printed);
		assert.deepEqual(npmRuns(), ["PATH's ci --ignore-scripts --no-audit --no-fund"]);
	});

	it("hands the arguments on as they are", async () => {
		const args = ["--check", "two words", 'a "quote"', "$HOME", "*"];
		const { printed } = await launch(["arguments", ...args]);
		assert.deepEqual(JSON.parse(printed.slice(printed.indexOf("["))), args);
	});

	it("runs on the Node that came with the packages, or else on its own", async function () {
		if (process.platform === "win32") return this.skip();
		assert.match((await launch(["arguments"])).printed, /\n\[\]\n$/u);
		const node = path.join(clone(), "node_modules/.bin/node");
		mkdirSync(path.dirname(node), { recursive: true });
		writeFileSync(node, `#!/bin/sh\necho "brought: $(basename "$1")"\n`);
		chmodSync(node, 0o755);
		assert.equal((await launch(["arguments"])).printed, "brought: arguments.ts\n");
	});

	it("ends as the script ends", async () => {
		assert.equal((await launch(["exit5"])).exitCode, 5);
		if (process.platform !== "win32") assert.equal((await launch(["killed"])).exitCode, 137);
	});

	for (const [args, says] of [
		[[], "A script is missing: node scripts/launch.mjs NAME"],
		[["frobnicate"], "There is no script frobnicate."],
	] as const)
		it(`says in one line: ${says}`, async () => {
			assert.deepEqual(await launch(args), {
				exitCode: 1,
				printed: `Facereel could not be set up: ${says}\n`,
			});
		});

	it("hands an interruption on", async function () {
		if (process.platform === "win32") return this.skip();
		const { exitCode, printed } = await launch(["interrupted"], {
			onReady: (child) => child.kill("SIGINT"),
		});
		assert.match(printed, /ready\ninterrupted 1\n$/u);
		assert.equal(exitCode, 9);
	});

	it("lets a terminal's Ctrl-C reach the script once", async function () {
		// script(1) of util-linux gives a program a terminal.
		if (process.platform !== "linux" || !findOnPath(["script"])) return this.skip();
		const command = `exec '${process.execPath}' "${launcher()}" interrupted`;
		const { exitCode, printed } = await start("script", ["-qec", command, "/dev/null"], {
			onReady: ({ stdin }) => stdin?.write("\u0003"),
		});
		assert.match(printed, /interrupted 1\r\n$/u);
		assert.equal(exitCode, 9);
	});
});

/** Collects what is logged meanwhile, and tells of each line. */
const listen = async (
	work: () => Promise<void>,
	onLine: (line: string) => void = () => undefined,
): Promise<string> => {
	const { log } = console;
	const lines: string[] = [];
	console.log = (line: unknown) => {
		lines.push(String(line));
		onLine(String(line));
	};
	try {
		await work();
	} finally {
		console.log = log;
	}
	return lines.join("\n");
};

describe("step", () => {
	it("says at every heartbeat how long it has been", async () => {
		const beaten = Promise.withResolvers<undefined>();
		const printed = await listen(
			() => step("Waiting", () => beaten.promise, { heartbeatMillis: 1 }),
			(line) => line.startsWith("  …") && beaten.resolve(undefined),
		);
		assert.match(printed, /^▸ Waiting …\n {2}… \d+\.\d s\n(?:.*\n)*✓ Waiting \(\d+\.\d s\)$/u);
	});

	it("says that it failed, and fails", async () => {
		const printed = await listen(() =>
			assert.rejects(
				step("Working", () => Promise.reject(new Error("broken"))),
				/^Error: broken$/u,
			),
		);
		assert.match(printed, /^▸ Working …\n✗ Working \(\d+\.\d s\)$/u);
	});
});

describe("run", () => {
	it("gives what a command prints", async () => {
		assert.equal(await run(process.execPath, ["-p", "6 * 7"]), "42\n");
	});

	it("fails with the exit code and with what was printed", async () => {
		await assert.rejects(
			run(process.execPath, ["-e", "console.error('why'); process.exit(3)"]),
			/exit 3\nwhy\n$/u,
		);
	});

	it("ends a command that takes too long", async () => {
		await assert.rejects(
			run(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { timeoutMillis: 100 }),
			/SIGTERM/u,
		);
	});

	it("fails for a command that is not there", async () => {
		await assert.rejects(run("no-such-command", []), /ENOENT/u);
	});
});
