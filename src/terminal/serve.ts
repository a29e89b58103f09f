import type { RunOptions } from "./openedEngine.ts";
import { UsageError } from "./optionValues.ts";
import { print } from "./print.ts";
import type { EngineChoice, TaskOf } from "./task.ts";

/** With it, requests have to be signed. */
interface KeyPair {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

/** An endpoint that answers until it is closed. */
interface OpenedEndpoint {
	readonly url: string;
	readonly close: () => Promise<void>;
}

export type OpenEndpoint = (
	choice: EngineChoice,
	options: {
		readonly port: number;
		readonly isStrict: boolean;
		readonly keepDays: number;
		readonly keyPair?: KeyPair;
	},
) => Promise<OpenedEndpoint>;

/** In the environment and not among the arguments, which every user of the machine can read. */
const SECRET = "FACEREEL_SECRET_ACCESS_KEY";

/** Answers requests until it is told to stop; the first line says where. */
export const serve = async (
	{ accessKeyId, ...options }: TaskOf<"serve">,
	choice: EngineChoice,
	open: OpenEndpoint,
	{ abortSignal }: RunOptions,
): Promise<void> => {
	const keyPair = toKeyPair(accessKeyId);
	const { url, close } = await open(choice, { ...options, ...(keyPair ? { keyPair } : {}) });
	try {
		await print(`listening on ${url}\n`);
		await new Promise<void>((resolve) => {
			if (abortSignal.aborted) resolve();
			else abortSignal.addEventListener("abort", () => resolve());
		});
	} finally {
		await close();
	}
};

const toKeyPair = (accessKeyId: string | undefined): KeyPair | undefined => {
	if (accessKeyId === undefined) return undefined;
	const secretAccessKey = process.env[SECRET];
	if (!secretAccessKey) throw new UsageError(`the secret of --access-key is expected in ${SECRET}`);
	return { accessKeyId, secretAccessKey };
};
