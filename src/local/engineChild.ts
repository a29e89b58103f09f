import { type ChildProcess, fork } from "node:child_process";
import { on } from "node:events";
import type { Analyse, AnalysisEvent } from "./analysis.ts";
import type { EngineMessage, EngineTask } from "./engineProtocol.ts";
import type { ChosenDetector } from "./models.ts";

export interface EngineChildParts {
	/** The program of engineHost.ts. */
	readonly enginePath: string;
	readonly findFfmpeg: () => string;
	readonly chooseDetector: (options: {
		readonly abortSignal: AbortSignal;
	}) => Promise<ChosenDetector>;
}

/** Analyses each video in a process of its own, which is killed with all its children when the loop is left. */
export const createEngineChild = (parts: EngineChildParts): Analyse =>
	async function* (request, { abortSignal }): AsyncGenerator<AnalysisEvent> {
		const ffmpeg = parts.findFfmpeg();
		const { warnings, ...model } = await parts.chooseDetector({ abortSignal });
		for (const text of warnings) yield { type: "warning", text };
		const child = start(parts.enginePath);
		try {
			const messages = listen(child, abortSignal);
			send(child, { request, ffmpeg, model });
			yield* untilDone(messages, child);
		} finally {
			killGroup(child);
		}
	};

const start = (enginePath: string): ChildProcess =>
	fork(enginePath, {
		// A group of its own, so that one signal reaches ffmpeg too.
		detached: process.platform !== "win32",
		execArgv: [],
		serialization: "advanced",
		stdio: ["ignore", "ignore", "inherit", "ipc"],
		env: {
			PATH: process.env["PATH"],
			SystemRoot: process.env["SystemRoot"],
			ELECTRON_RUN_AS_NODE: "1",
		},
	});

const send = (child: ChildProcess, task: EngineTask): void => {
	child.send(task, () => undefined);
};

/** Ends with the process, whether it said how it ended or not. The other end is our own program of the same build. */
const listen = (
	child: ChildProcess,
	signal: AbortSignal,
): AsyncIterable<readonly EngineMessage[]> => on(child, "message", { signal, close: ["close"] });

async function* untilDone(
	messages: AsyncIterable<readonly EngineMessage[]>,
	child: ChildProcess,
): AsyncGenerator<AnalysisEvent> {
	for await (const [message] of messages) {
		if (!message) continue;
		switch (message.type) {
			case "done":
				return;
			case "failed":
				throw new Error(message.message);
			case "video":
			case "frame":
			case "warning":
				yield message;
		}
	}
	const how = child.signalCode ?? `exit code ${child.exitCode}`;
	throw new Error(`The engine's process ended before its work was done (${how}).`);
}

const killGroup = (child: ChildProcess): void => {
	const { pid } = child;
	if (pid === undefined) return;
	if (process.platform === "win32") {
		child.kill("SIGKILL");
		return;
	}
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// The group is gone already.
	}
};
