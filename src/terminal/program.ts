import os from "node:os";
import { collections } from "./collections.ts";
import { parseCommandLine } from "./commandLine.ts";
import { detect } from "./detect.ts";
import { indexImages } from "./indexImages.ts";
import { jobs } from "./jobs.ts";
import { listModels, type ModelShelf } from "./models.ts";
import type { OpenedEngine, RunOptions } from "./openedEngine.ts";
import { UsageError } from "./optionValues.ts";
import { search } from "./search.ts";
import { type OpenEndpoint, serve } from "./serve.ts";
import type { EngineChoice, Task } from "./task.ts";

/** What the program is made of; each part is opened when a task needs it. */
export interface Program {
	readonly version: string;
	readonly openEngine: (choice: EngineChoice, task: Task) => OpenedEngine;
	readonly openEndpoint: OpenEndpoint;
	readonly openModels: (choice: EngineChoice) => ModelShelf;
}

const FAILURE_EXIT = 1;
const USAGE_EXIT = 2;
/** A shell's exit code of a program that a signal has ended is this and the signal's number. */
const SIGNAL_EXIT = 128;
/** As of SIGPIPE, which Node turns into an error. */
const PIPE_EXIT = 141;
const { SIGINT, SIGTERM } = os.constants.signals;
const INTERRUPTIONS = { SIGINT, SIGTERM } as const;

/** Obeys a command line to its exit code: the edge at which an error becomes one line. */
export const runProgram = async (args: readonly string[], program: Program): Promise<number> => {
	// A failed write is told to its own caller; untended, the event would end the program with a stack.
	for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
	const { abortSignal, exitCode } = listenForInterruptions();
	try {
		return await obey(args, program, abortSignal);
	} catch (error) {
		return exitCode() ?? report(error);
	}
};

/** The second signal of a kind ends the program at once: it is not listened to. */
const listenForInterruptions = () => {
	const ended = new AbortController();
	let exitCode: number | undefined;
	for (const [signal, number] of Object.entries(INTERRUPTIONS))
		process.once(signal, () => {
			exitCode ??= SIGNAL_EXIT + number;
			ended.abort();
		});
	return { abortSignal: ended.signal, exitCode: () => exitCode };
};

const obey = async (
	args: readonly string[],
	program: Program,
	abortSignal: AbortSignal,
): Promise<number> => {
	const command = parseCommandLine(args);
	switch (command.type) {
		case "none":
			process.stderr.write(command.text);
			return USAGE_EXIT;
		case "help":
			process.stdout.write(command.text);
			return 0;
		case "version":
			process.stdout.write(`${program.version}\n`);
			return 0;
		case "task":
			await run(command, program, { abortSignal });
			return 0;
	}
};

const run = async (
	{ task, choice }: { readonly task: Task; readonly choice: EngineChoice },
	{ openEngine, openEndpoint, openModels }: Program,
	options: RunOptions,
): Promise<void> => {
	const withEngine = async (work: (opened: OpenedEngine) => Promise<void>) => {
		const opened = openEngine(choice, task);
		try {
			await work(opened);
		} finally {
			await opened.dispose();
		}
	};
	switch (task.type) {
		case "detect":
			return withEngine((opened) => detect(task, opened, options));
		case "search":
			return withEngine((opened) => search(task, opened, options));
		case "index":
			return withEngine((opened) => indexImages(task, opened, options));
		case "collections":
			return withEngine((opened) => collections(task, opened, options));
		case "jobs":
			return withEngine((opened) => jobs(task, opened, options));
		case "serve":
			return serve(task, choice, openEndpoint, options);
		case "models":
			return listModels(task, openModels(choice), options);
	}
};

const report = (error: unknown): number => {
	if (isPipeClosed(error)) return PIPE_EXIT;
	const message = (error instanceof Error ? error.message : String(error)).replaceAll(
		/\s*\n\s*/gu,
		" ",
	);
	if (!(error instanceof UsageError)) {
		process.stderr.write(`facereel: ${message}\n`);
		return FAILURE_EXIT;
	}
	process.stderr.write(`facereel: ${message} (see "facereel --help")\n`);
	return USAGE_EXIT;
};

const isPipeClosed = (error: unknown): boolean =>
	error instanceof Error && "code" in error && error.code === "EPIPE";
