import type { CallOptions } from "../api/engine.ts";
import type { RunOptions } from "./openedEngine.ts";
import { printJson, tell } from "./print.ts";
import type { TaskOf } from "./task.ts";

/** A network that the local engine works with. */
interface Model {
	readonly name: string;
	readonly file: string;
	readonly sizeBytes: number;
	readonly licence: string;
	/** Where a verified copy lies, if there is one. */
	readonly folder?: string;
	/** Where it would be downloaded from. */
	readonly url?: string;
}

export interface ModelShelf {
	readonly list: () => Promise<readonly Model[]>;
	readonly download: (name: string, options: CallOptions) => Promise<void>;
}

/** Prints which networks there are, after fetching what is missing where that was asked for. */
export const listModels = async (
	{ action }: TaskOf<"models">,
	{ list, download }: ModelShelf,
	options: RunOptions,
): Promise<void> => {
	if (action === "download")
		for (const { name, folder, url } of await list()) {
			if (folder !== undefined || url === undefined) continue;
			tell(`Downloading ${name} from ${url} …`);
			await download(name, options);
		}
	await printJson({ models: await list() });
};
