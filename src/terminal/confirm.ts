import { createInterface } from "node:readline/promises";
import type { CallOptions } from "../api/engine.ts";
import { UsageError } from "./optionValues.ts";

/** Asks before what cannot be undone; nobody to ask means no. */
export const confirm = async (
	question: string,
	{ isSure, abortSignal }: CallOptions & { readonly isSure: boolean },
): Promise<void> => {
	if (isSure) return;
	if (!process.stdin.isTTY) throw new UsageError(`${question} Say --yes where nobody can be asked`);
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const answer = await terminal.question(
			`${question} [y/N] `,
			abortSignal ? { signal: abortSignal } : {},
		);
		if (!/^y(?:es)?$/iu.test(answer.trim())) throw new Error("Nothing was deleted.");
	} finally {
		terminal.close();
	}
};
