import type { SpawnOptions } from "node:child_process";

export declare const step: <Result>(
	what: string,
	work: () => Promise<Result>,
	options?: { readonly heartbeatMillis?: number },
) => Promise<Result>;

export declare const run: (
	command: string,
	args: readonly string[],
	options?: SpawnOptions & { readonly shown?: boolean; readonly timeoutMillis?: number },
) => Promise<string>;
