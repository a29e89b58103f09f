type OnProgress = (receivedBytes: number) => void;

/** Work that several callers may wait for. */
type Start = (options: {
	readonly onProgress: OnProgress;
	readonly abortSignal: AbortSignal;
}) => Promise<void>;

interface Waiter {
	readonly onProgress?: OnProgress | undefined;
	readonly abortSignal?: AbortSignal | undefined;
}

interface Work {
	readonly done: Promise<void>;
	readonly controller: AbortController;
	readonly waiters: Set<Waiter>;
}

/**
 * Runs work of the same name once at a time, for whoever waits for it.
 * Who cancels leaves at once, the last one when the work has cleaned up after itself.
 */
export function createSharedWork(): (name: string, start: Start, waiter: Waiter) => Promise<void> {
	const running = new Map<string, Work>();
	return async (name, start, { onProgress, abortSignal }) => {
		const work = running.get(name) ?? begin(start);
		const waiter: Waiter = { onProgress, abortSignal };
		running.set(name, work);
		work.waiters.add(waiter);
		try {
			await orAborted(work.done, abortSignal);
		} finally {
			work.waiters.delete(waiter);
			if (work.waiters.size === 0) {
				if (running.get(name) === work) running.delete(name);
				work.controller.abort();
				await Promise.allSettled([work.done]);
			}
		}
	};
}

function begin(start: Start): Work {
	const controller = new AbortController();
	const waiters = new Set<Waiter>();
	const onProgress = (receivedBytes: number) => {
		for (const waiter of waiters) waiter.onProgress?.(receivedBytes);
	};
	return { done: start({ onProgress, abortSignal: controller.signal }), controller, waiters };
}

async function orAborted(done: Promise<void>, abortSignal?: AbortSignal): Promise<void> {
	if (abortSignal === undefined) return done;
	const { promise, reject } = Promise.withResolvers<never>();
	const onAbort = () => reject(abortSignal.reason);
	abortSignal.addEventListener("abort", onAbort, { once: true });
	try {
		if (abortSignal.aborted) onAbort();
		await Promise.race([promise, done]);
	} finally {
		abortSignal.removeEventListener("abort", onAbort);
	}
}
