import os from "node:os";
import { type DetectCommand, HELP, parseCommandLine, UsageError } from "./commandLine.ts";
import { detect, type OpenedEngine } from "./detect.ts";

export interface Program {
	readonly version: string;
	readonly openEngine: (command: DetectCommand) => OpenedEngine;
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
	{ version, openEngine }: Program,
	abortSignal: AbortSignal,
): Promise<number> => {
	const command = parseCommandLine(args);
	switch (command.type) {
		case "none":
			process.stderr.write(HELP);
			return USAGE_EXIT;
		case "help":
			process.stdout.write(HELP);
			return 0;
		case "version":
			process.stdout.write(`${version}\n`);
			return 0;
		case "detect": {
			const opened = openEngine(command);
			try {
				await detect({ Video: command.video, FaceAttributes: command.FaceAttributes }, opened, {
					abortSignal,
				});
			} finally {
				await opened.dispose();
			}
			return 0;
		}
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
