/** How a stream is worked off. */
export interface MapOrderedOptions {
	/** How many items may be under way at a time. */
	readonly limit: number;
	/** Called before the source is closed early, so that one that waits for its input can be told to stop waiting. */
	readonly onLeave?: () => void;
}

const READ = Symbol("an item was read");

/** Maps a stream with several items under way at a time, in its order, and returns what the source returns. */
export async function* mapOrdered<Item, Result, End>(
	source: AsyncIterator<Item, End, undefined>,
	map: (item: Item) => Promise<Result>,
	{ limit, onLeave }: MapOrderedOptions,
): AsyncGenerator<Result, End> {
	const underWay: Promise<Result>[] = [];
	let reading: Promise<typeof READ> | undefined;
	let ending: Promise<End> | undefined;
	const read = async (): Promise<typeof READ> => {
		try {
			const next = await source.next();
			if (next.done) ending = Promise.resolve(next.value);
			else underWay.push(keepQuiet(Promise.resolve(next.value).then(map)));
		} catch (error) {
			// What came before it is told first.
			ending = keepQuiet(Promise.reject(error));
		}
		reading = undefined;
		return READ;
	};
	try {
		for (;;) {
			if (!ending && underWay.length < limit) reading ??= read();
			const [first] = underWay;
			if (first && (await Promise.race([first, ...(reading ? [reading] : [])])) !== READ) {
				yield await first;
				void underWay.shift();
			} else if (reading) await reading;
			else if (ending && !first) return await ending;
		}
	} finally {
		if (!ending) {
			onLeave?.();
			await source.return?.();
		}
	}
}

/** A failure is reported when its turn comes; until then it is nobody's unhandled rejection. */
const keepQuiet = <Value>(promise: Promise<Value>): Promise<Value> => {
	promise.catch(() => undefined);
	return promise;
};
