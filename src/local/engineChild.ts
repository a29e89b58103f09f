import type { FaceAttributes } from "@aws-sdk/client-rekognition";
import { type ChildProcess, fork } from "node:child_process";
import { on } from "node:events";
import type { Analyse, AnalysisEvent, AnalysisRequest } from "./analysis.ts";
import type { EngineMessage, EngineTask } from "./engineProtocol.ts";
import type { ChosenModels } from "./faceModels.ts";

export interface EngineChildParts {
	/** The program of engineHost.ts. */
	readonly enginePath: string;
	readonly findFfmpeg: () => string;
	readonly chooseModels: (
		attributes: FaceAttributes,
		options: { readonly abortSignal: AbortSignal },
	) => Promise<ChosenModels>;
}

/** A first run and one more: what crashes twice will crash again. */
const MAX_RUNS = 2;

/** Analyses each video in a process of its own, which is killed with all its children when the loop is left. */
export const createEngineChild = (parts: EngineChildParts): Analyse =>
	async function* (request, { abortSignal }): AsyncGenerator<AnalysisEvent> {
		const ffmpeg = parts.findFfmpeg();
		const { warnings, ...models } = await parts.chooseModels(request.FaceAttributes, {
			abortSignal,
		});
		for (const text of warnings) yield { type: "warning", text };
		yield* runAgain(request, (task) =>
			runChild(parts.enginePath, { request: task, ffmpeg, models }, abortSignal),
		);
	};

/** Another run goes on at the last checkpoint, and tells what it is the first to tell. */
async function* runAgain(
	request: AnalysisRequest,
	run: (request: AnalysisRequest) => AsyncIterable<AnalysisEvent>,
): AsyncGenerator<AnalysisEvent> {
	let task = request;
	let models: readonly string[] = [];
	let toldMillis = -Infinity;
	for (let runs = 1; ; runs += 1)
		try {
			for await (const event of run(task)) {
				if (event.type === "video") ({ models } = event);
				if (event.type === "checkpoint") task = { ...request, resume: { ...event, models } };
				if (runs > 1 && isTold(event, toldMillis)) continue;
				if (event.type === "frame") toldMillis = event.Timestamp;
				yield event;
			}
			return;
		} catch (error) {
			if (!(error instanceof EngineCrash) || runs === MAX_RUNS) throw error;
			yield { type: "warning", text: `The analysis was started again. ${error.message}` };
		}
}

/** What a run that ended too early has told already. */
const isTold = (event: AnalysisEvent, toldMillis: number): boolean => {
	switch (event.type) {
		case "video":
			return toldMillis > -Infinity;
		case "glance":
			return true;
		case "frame":
			return event.Timestamp <= toldMillis;
		case "checkpoint":
			return event.timestampMillis < toldMillis;
		case "person":
		case "warning":
			return false;
	}
};

/** The engine's process or a program of its is gone, for no reason that lies in the video. */
class EngineCrash extends Error {
	override readonly name = "EngineCrash";
}

async function* runChild(
	enginePath: string,
	task: EngineTask,
	abortSignal: AbortSignal,
): AsyncGenerator<AnalysisEvent> {
	const child = start(enginePath);
	try {
		const messages = listen(child, abortSignal);
		send(child, task);
		yield* untilDone(messages, child);
	} finally {
		killGroup(child);
	}
}

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
				throw message.isCrash ? new EngineCrash(message.message) : new Error(message.message);
			case "video":
			case "glance":
			case "frame":
			case "person":
			case "checkpoint":
			case "warning":
				yield message;
		}
	}
	const how = child.signalCode ?? `exit code ${child.exitCode}`;
	throw new EngineCrash(`The engine's process ended before its work was done (${how}).`);
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
