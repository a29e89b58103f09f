// The engine's own process: decoding and inference run here, so that they can be killed and cannot take the
// extension host with them. It opens no database and no connection.
import { analyse } from "./analyse.ts";
import { createDetector } from "./createDetector.ts";
import type { EngineMessage, EngineTask } from "./engineProtocol.ts";

const ended = new AbortController();

/** Waits until the message is in the pipe: what nobody reads must not pile up here. */
const tell = (message: EngineMessage): Promise<void> =>
	new Promise((resolve, reject) => {
		if (!process.send) throw new Error("the engine's process was started without a parent");
		process.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
	});

const work = async ({ request, ffmpeg, model }: EngineTask): Promise<void> => {
	const detector = await createDetector(model);
	const events = analyse(request, { ffmpeg, detector }, { abortSignal: ended.signal });
	for await (const event of events) await tell(event);
	await tell({ type: "done" });
};

const fail = async (error: unknown): Promise<void> => {
	if (ended.signal.aborted) return;
	const message = error instanceof Error ? error.message : String(error);
	await tell({ type: "failed", message });
};

process.once("message", (task: EngineTask) => {
	void work(task)
		.catch(fail)
		.finally(() => process.disconnect());
});

// The parent is gone, or has what it wanted: ffmpeg must not outlive it.
process.once("disconnect", () => ended.abort());
