import { renameSync, writeFileSync } from "node:fs";
import type { HostResults } from "../../scripts/hostResults.ts";
import { addCounts, NOTHING } from "../../scripts/ring.ts";

/** The record of a run that whoever started the extension host judges it by. */
export class ResultsFile {
	readonly #file: string;
	#results: HostResults = {
		...NOTHING,
		finished: false,
		current: "the start",
		failures: [],
	};

	constructor(file: string) {
		this.#file = file;
		this.#save({});
	}

	begin(current: string): void {
		this.#save({ current });
	}

	pass(): void {
		this.#save(addCounts(this.#results, { ...NOTHING, passed: 1 }));
	}

	skip(title: string): void {
		this.#save(addCounts(this.#results, { ...NOTHING, skipped: 1, skippedTitles: [title] }));
	}

	fail(failure: string): void {
		this.#save({
			failed: this.#results.failed + 1,
			failures: [...this.#results.failures, failure],
		});
	}

	finish(): void {
		this.#save({ finished: true });
	}

	#save(change: Partial<HostResults>): void {
		this.#results = { ...this.#results, ...change };
		const written = `${this.#file}.new`;
		writeFileSync(written, JSON.stringify(this.#results));
		renameSync(written, this.#file); // the host may be killed at any moment
	}
}
