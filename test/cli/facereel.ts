import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { build } from "../../scripts/build.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

export const root = path.resolve(import.meta.dirname, "../..");
export const program = path.join(root, "dist/cli.mjs");

/** How a program ended. */
export interface Ended {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RunOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Told of the process as soon as there is one. */
	readonly onStart?: (child: ChildProcess) => void;
}

/** The built command line, in an environment without anything of the user's. */
export const useFacereel = () => {
	const folder = useTemporaryFolder();
	before("the command line is built", async function () {
		this.timeout(60_000);
		if (isStale()) await build();
	});
	const start = async (
		command: string,
		args: readonly string[],
		{ env = {}, cwd = folder.path, onStart }: RunOptions = {},
	): Promise<Ended> => {
		const child = spawn(command, args, {
			cwd,
			stdio: ["ignore", "pipe", "pipe"],
			env: {
				PATH: [path.join(root, "node_modules/.bin"), process.env["PATH"]].join(path.delimiter),
				HOME: folder.path,
				XDG_CACHE_HOME: folder.join("cache"),
				AWS_EC2_METADATA_DISABLED: "true",
				...env,
			},
		});
		const exited = new Promise<number | null>((resolve, reject) => {
			child.once("error", reject).once("close", resolve);
		});
		onStart?.(child);
		const [exitCode, stdout, stderr] = await Promise.all([
			exited,
			// A test may close the pipe, which is no failure of its own.
			text(child.stdout).catch(() => ""),
			text(child.stderr),
		]);
		return { exitCode, stdout, stderr };
	};
	const run = (args: readonly string[], options?: RunOptions): Promise<Ended> =>
		start(process.execPath, [program, ...args], options);
	return { folder, start, run };
};

/** Whether the sources are newer than the program. */
const isStale = (): boolean => {
	if (!existsSync(program)) return true;
	const builtMillis = statSync(program).mtimeMs;
	return readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" }).some(
		(name) => statSync(path.join(root, "src", name)).mtimeMs > builtMillis,
	);
};
