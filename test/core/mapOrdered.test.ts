import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { mapOrdered } from "../../src/core/mapOrdered.ts";

/** Counts up to a number, and says how it was left. */
const count = (until: number) => {
	const seen = { read: 0, isClosed: false };
	async function* numbers(): AsyncGenerator<number, string, undefined> {
		try {
			for (; seen.read < until;) yield seen.read++;
			return "all of them";
		} finally {
			seen.isClosed = true;
		}
	}
	return { seen, source: numbers() };
};

/** Work whose end the test decides on. */
const makeGates = () => {
	const gates: PromiseWithResolvers<string>[] = [];
	return {
		gates,
		wait: () => {
			const gate = Promise.withResolvers<string>();
			gates.push(gate);
			return gate.promise;
		},
	};
};

const settle = async () => {
	for (let left = 10; left > 0; left -= 1) await turn();
};

async function* oneUntil(end: Promise<void>) {
	yield 1;
	await end;
}

async function* failing() {
	yield 1;
	yield 2;
	throw new Error("cut");
}

const failAtTwo = async (item: number) => {
	if (item === 2) throw new Error("no");
	await turn();
	return item;
};

describe("mapOrdered", () => {
	it("keeps the order, whatever is done first", async () => {
		const { gates, wait } = makeGates();
		const results = mapOrdered(count(3).source, wait, { limit: 3 });
		const all = Array.fromAsync(results);
		await settle();
		assert.equal(gates.length, 3);
		for (const at of [2, 1, 0]) gates[at]?.resolve(`${at}`);
		assert.deepEqual(await all, ["0", "1", "2"]);
	});

	it("has no more under way than it may, and as many as it may", async () => {
		let underWay = 0;
		let most = 0;
		const work = async (item: number) => {
			most = Math.max(most, (underWay += 1));
			await turn();
			underWay -= 1;
			return item;
		};
		const { seen, source } = count(50);
		const results = await Array.fromAsync(mapOrdered(source, work, { limit: 4 }));
		assert.deepEqual(results, [...Array(50).keys()]);
		assert.equal(most, 4);
		assert.ok(seen.isClosed);
	});

	it("does not read on for somebody who does not take the results", async () => {
		const { seen, source } = count(50);
		const results = mapOrdered(source, async (item) => item, { limit: 3 });
		await results.next();
		await settle();
		assert.ok(seen.read <= 4, `${seen.read} were read`);
		await results.return("");
	});

	it("gives a result while the source still waits for its next item", async () => {
		const next = Promise.withResolvers<void>();
		const results = mapOrdered(oneUntil(next.promise), async (item) => item * 10, { limit: 2 });
		assert.deepEqual(await results.next(), { done: false, value: 10 });
		next.resolve();
		assert.deepEqual(await results.next(), { done: true, value: undefined });
	});

	it("returns what the source returns", async () => {
		const results = mapOrdered(count(1).source, async (item) => item, { limit: 2 });
		await results.next();
		assert.deepEqual(await results.next(), { done: true, value: "all of them" });
	});

	it("reports a failure in its turn and closes the source", async () => {
		const { seen, source } = count(50);
		const results = mapOrdered(source, failAtTwo, { limit: 4 });
		const got: number[] = [];
		await assert.rejects(async () => {
			for await (const result of results) got.push(result);
		}, /no/);
		assert.deepEqual(got, [0, 1]);
		assert.ok(seen.isClosed);
	});

	it("tells what came before the source failed", async () => {
		const got: number[] = [];
		await assert.rejects(async () => {
			for await (const result of mapOrdered(failing(), async (item) => item, { limit: 8 }))
				got.push(result);
		}, /cut/);
		assert.deepEqual(got, [1, 2]);
	});

	it("closes a source that waits, when it is left", async () => {
		const { promise, resolve } = Promise.withResolvers<void>();
		const seen = { isClosed: false };
		async function* stuck() {
			try {
				yield 1;
				await promise;
				yield 2;
			} finally {
				seen.isClosed = true;
			}
		}
		const results = mapOrdered(stuck(), async (item) => item, { limit: 2, onLeave: resolve });
		await results.next();
		await results.return(undefined);
		assert.ok(seen.isClosed);
	});
});
