import type { ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import { DecoderCrash } from "./decoderCrash.ts";
import { keepStderr, spawnFfmpeg } from "./ffmpeg.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

export interface DecoderOptions {
	readonly abortSignal?: AbortSignal;
	/** ffmpeg is stuck when nothing new comes for so long although we wait for it. */
	readonly stallMillis: number;
	/** Besides the standard ones. */
	readonly morePipes: number;
}

/** An ffmpeg at work. */
export interface Decoder {
	readonly pipe: (descriptor: number) => Readable;
	/** To be told of all that comes. */
	readonly watchdog: Watchdog;
	/** What ffmpeg has complained of so far does not count. */
	readonly forgive: () => void;
	/** What ffmpeg complained of, once it has ended by itself; an error where it did not. */
	readonly end: () => Promise<string>;
	/** Ends ffmpeg, wherever it is. */
	readonly dispose: () => void;
}

/** Starts ffmpeg, and kills it when it gets stuck or is not wanted any more. */
export const startDecoder = (
	ffmpeg: string,
	args: readonly string[],
	{ abortSignal, stallMillis, morePipes }: DecoderOptions,
): Decoder => {
	const child = spawnFfmpeg(ffmpeg, args, morePipes);
	const { complaint, forgive } = listen(child);
	const exited = exitOf(child);
	const stop = () => child.kill("SIGKILL");
	let isStalled = false;
	const watchdog = startWatchdog(stallMillis, () => {
		isStalled = true;
		stop();
	});
	abortSignal?.addEventListener("abort", stop);
	return {
		pipe: (descriptor) => toReadable(child.stdio[descriptor]),
		watchdog,
		forgive,
		end: async () => {
			const { code, signal } = await exited;
			abortSignal?.throwIfAborted();
			if (isStalled) throw new Error(`ffmpeg stopped answering. ${complaint()}`);
			if (signal) throw new DecoderCrash(signal, complaint());
			return complaint() || (code ? `it ended with exit code ${code}` : "");
		},
		dispose: () => {
			watchdog.stop();
			abortSignal?.removeEventListener("abort", stop);
			stop();
			for (const pipe of child.stdio) pipe?.destroy();
		},
	};
};

const listen = (child: ChildProcess) => {
	const stderr = keepStderr(child);
	let forgiven = "";
	return {
		complaint: () => {
			const said = stderr();
			return (said.startsWith(forgiven) ? said.slice(forgiven.length) : said).trim();
		},
		forgive: () => {
			forgiven = stderr();
		},
	};
};

interface Exit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

const exitOf = (child: ChildProcess): Promise<Exit> => {
	const { promise, resolve, reject } = Promise.withResolvers<Exit>();
	child.on("close", (code, signal) => resolve({ code, signal }));
	child.on("error", reject);
	// It is awaited at the end only; until then a failed start shows as pipes without data.
	promise.catch(() => undefined);
	return promise;
};

const toReadable = (pipe: unknown): Readable => {
	if (pipe instanceof Readable) return pipe;
	throw new Error("ffmpeg was started without a pipe to read from.");
};
