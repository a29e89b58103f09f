import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import packageJson from "../../package.json" with { type: "json" };
import { program, useFacereel } from "./facereel.ts";

const FAILURE = 1;
const USAGE = 2;

interface Mistake {
	readonly what: string;
	readonly args: readonly string[];
	readonly exitCode: number;
	readonly says: RegExp;
}

const MISTAKES: readonly Mistake[] = [
	{
		what: "a file that is not there",
		args: ["detect", "none.mp4"],
		exitCode: FAILURE,
		says: /none\.mp4/u,
	},
	{
		what: "a file that is no video",
		args: ["detect", "note.txt", "--detector", "ssd"],
		exitCode: FAILURE,
		says: /note\.txt/u,
	},
	{
		what: "an ffmpeg that is not there",
		args: ["detect", "note.txt", "--detector", "ssd", "--ffmpeg", "none/ffmpeg"],
		exitCode: FAILURE,
		says: /none\/ffmpeg/u,
	},
	{
		what: "an unknown option",
		args: ["detect", "a.mp4", "--frobnicate"],
		exitCode: USAGE,
		says: /--frobnicate/u,
	},
	{
		what: "an option without its value",
		args: ["detect", "a.mp4", "--engine"],
		exitCode: USAGE,
		says: /--engine/u,
	},
	{
		what: "an option in place of a value",
		args: ["detect", "a.mp4", "--engine", "--detector", "ssd"],
		exitCode: USAGE,
		says: /--engine/u,
	},
	{
		what: "an unknown engine",
		args: ["detect", "a.mp4", "--engine", "cloud"],
		exitCode: USAGE,
		says: /--engine is one of local, aws, not "cloud"/u,
	},
	{
		what: "an unknown detector",
		args: ["detect", "a.mp4", "--detector", "eyes"],
		exitCode: USAGE,
		says: /--detector is one of auto, yunet, ssd, not "eyes"/u,
	},
	{
		what: "samples that are no number",
		args: ["detect", "a.mp4", "--samples-per-second", "many"],
		exitCode: USAGE,
		says: /--samples-per-second .*"many"/u,
	},
	{
		what: "a file for Amazon Rekognition",
		args: ["detect", "a.mp4", "--engine", "aws"],
		exitCode: USAGE,
		says: /s3:\/\/BUCKET\/KEY/u,
	},
	{
		what: "an address without a key",
		args: ["detect", "s3://bucket"],
		exitCode: USAGE,
		says: /s3:\/\/BUCKET\/KEY/u,
	},
	{ what: "an unknown command", args: ["find", "a.mp4"], exitCode: USAGE, says: /"find"/u },
	{ what: "an option alone", args: ["--region", "x"], exitCode: USAGE, says: /command/u },
	{
		what: "an option of another command",
		args: ["detect", "a.mp4", "--port", "1"],
		exitCode: USAGE,
		says: /--port/u,
	},
	{
		what: "a search without a collection",
		args: ["search", "a.mp4"],
		exitCode: USAGE,
		says: /--collection/u,
	},
	{
		what: "a threshold above all",
		args: ["search", "a.mp4", "--collection", "c", "--threshold", "101"],
		exitCode: USAGE,
		says: /--threshold is a number from 0 up to 100, not "101"/u,
	},
	{
		what: "no picture",
		args: ["index", "--collection", "c"],
		exitCode: USAGE,
		says: /picture/u,
	},
	{
		what: "a picture that is not there",
		args: ["index", "none.jpg", "--collection", "c"],
		exitCode: FAILURE,
		says: /none\.jpg/u,
	},
	{
		what: "an unknown action",
		args: ["collections", "rename", "c"],
		exitCode: USAGE,
		says: /one of create, describe, faces, delete, not "rename"/u,
	},
	{
		what: "a collection without a name",
		args: ["collections", "create"],
		exitCode: USAGE,
		says: /identifier/u,
	},
	{
		what: "a collection that is not there",
		args: ["collections", "describe", "none"],
		exitCode: FAILURE,
		says: /The collection id: none does not exist/u,
	},
	{
		what: "a name that is none",
		args: ["collections", "create", "a b"],
		exitCode: FAILURE,
		says: /collectionId.*regular expression/u,
	},
	{
		what: "a job that is not there",
		args: ["jobs", "show", "none"],
		exitCode: FAILURE,
		says: /no job none/u,
	},
	{
		what: "a port that is none",
		args: ["serve", "--port", "70000"],
		exitCode: USAGE,
		says: /--port is a whole number from 0 up to 65535/u,
	},
	{
		what: "a key without its secret",
		args: ["serve", "--access-key", "AKID"],
		exitCode: USAGE,
		says: /FACEREEL_SECRET_ACCESS_KEY/u,
	},
	{ what: "no video", args: ["detect"], exitCode: USAGE, says: /one video/u },
	{ what: "two videos", args: ["detect", "a.mp4", "b.mp4"], exitCode: USAGE, says: /one video/u },
];

describe("facereel", () => {
	const { folder, start, run } = useFacereel();

	before(() => writeFileSync(folder.join("note.txt"), "There are no faces in a note.\n"));

	for (const { what, args, exitCode, says } of MISTAKES)
		it(`answers ${what} with one line and exit code ${exitCode}`, async () => {
			const ended = await run(args);
			assert.deepEqual([ended.exitCode, ended.stdout], [exitCode, ""], ended.stderr);
			assert.match(ended.stderr, /^facereel: [^\n]+\n$/u);
			assert.match(ended.stderr, says);
		});

	for (const option of ["--help", "-h"])
		it(`prints its help for ${option}`, async () => {
			const { exitCode, stdout, stderr } = await run([option]);
			assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" });
			assert.match(stdout, /^Usage: facereel COMMAND \[options\]\n/u);
		});

	it("prints its help as a mistake when nothing is asked of it", async () => {
		const { exitCode, stdout, stderr } = await run([]);
		assert.deepEqual({ exitCode, stdout }, { exitCode: USAGE, stdout: "" });
		assert.match(stderr, /^Usage: facereel COMMAND \[options\]\n/u);
	});

	for (const command of ["detect", "search", "index", "collections", "jobs", "serve", "models"])
		it(`prints the help of ${command}, in lines that fit a terminal`, async () => {
			const { exitCode, stdout } = await run([command, "--help"]);
			assert.equal(exitCode, 0);
			assert.match(stdout, new RegExp(`^Usage: facereel ${command} .*\\[options\\]\n`, "u"));
			assert.match(stdout, /Exit codes: 0 done, 1 failed/u);
			for (const line of stdout.split("\n")) assert.ok(line.length <= 120, line);
		});

	it("prints its version", async () => {
		const { exitCode, stdout, stderr } = await run(["--version"]);
		assert.deepEqual(
			{ exitCode, stdout, stderr },
			{ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: "" },
		);
	});

	it("says in one line that it needs Node 24, where an older one runs it", async function () {
		const older = ["/usr/bin/node", "/usr/local/bin/node"].find(isOlderNode);
		if (older === undefined) return this.skip();
		const { exitCode, stdout, stderr } = await start(older, [program, "--version"]);
		assert.deepEqual({ exitCode, stdout }, { exitCode: FAILURE, stdout: "" });
		assert.match(stderr, /^facereel: Node 24 or later is needed, and this is \d+\.\d+\.\d+\.\n$/u);
	});
});

const isOlderNode = (node: string): boolean => {
	try {
		const version = execFileSync(node, ["--version"], { encoding: "utf8" });
		return Number(/^v(\d+)\./u.exec(version)?.[1]) < 24;
	} catch {
		return false; // there is none
	}
};
