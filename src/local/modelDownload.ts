import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ModelEntry } from "./modelManifest.ts";

interface DownloadProgress {
	readonly modelName: string;
	readonly receivedBytes: number;
	readonly sizeBytes: number;
}

export interface DownloadOptions {
	readonly fetch?: typeof globalThis.fetch;
	readonly onProgress?: (progress: DownloadProgress) => void;
	/** How long a connection may say nothing before it is given up. */
	readonly silenceMillis?: number;
	readonly abortSignal?: AbortSignal;
}

const MAX_REDIRECTS = 5;
const SILENCE_MILLIS = 20_000;

/** The model's bytes from its pinned address, never more of them than the manifest says. */
export const downloadModel = async (
	entry: ModelEntry,
	url: string,
	options: DownloadOptions = {},
): Promise<Uint8Array> => {
	const { silenceMillis = SILENCE_MILLIS, abortSignal } = options;
	const silence = new AbortController();
	const giveUp = () =>
		silence.abort(new Error(`the server was silent for ${silenceMillis / 1000} s`));
	const timer = setTimeout(giveUp, silenceMillis);
	const signal = abortSignal ? AbortSignal.any([abortSignal, silence.signal]) : silence.signal;
	try {
		const response = await request(url, options.fetch ?? globalThis.fetch, signal);
		return await receive(entry, response, (receivedBytes) => {
			timer.refresh();
			options.onProgress?.({ modelName: entry.name, receivedBytes, sizeBytes: entry.sizeBytes });
		});
	} catch (error) {
		// fetch hides both reasons, ours and the network's, behind an error of its own.
		signal.throwIfAborted();
		throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
	} finally {
		clearTimeout(timer);
	}
};

/** Puts verified bytes into a folder so that nobody ever sees half a file under that name. */
export const storeModel = async (folder: string, file: string, bytes: Uint8Array) => {
	await mkdir(folder, { recursive: true });
	const partial = path.join(folder, `${file}.${randomUUID()}.partial`);
	try {
		await writeFile(partial, bytes);
		await rename(partial, path.join(folder, file));
	} finally {
		await rm(partial, { force: true });
	}
};

/** Redirects are followed by hand: fetch itself would go from https to http without a word. */
const request = async (
	url: string,
	fetch: typeof globalThis.fetch,
	signal: AbortSignal,
): Promise<Response> => {
	let address = new URL(url);
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
		if (address.protocol !== "https:") throw new Error(`${address.href} is not https`);
		const response = await fetch(address, { redirect: "manual", signal });
		const location = response.headers.get("location");
		if (response.status < 300 || response.status > 399 || location === null) return response;
		await response.body?.cancel();
		address = new URL(location, address);
	}
	throw new Error(`more than ${MAX_REDIRECTS} redirects`);
};

const receive = async (
	entry: ModelEntry,
	response: Response,
	onReceived: (receivedBytes: number) => void,
): Promise<Uint8Array> => {
	if (!response.ok || response.body === null)
		throw new Error(`the server answered ${response.status}`);
	const bytes = new Uint8Array(entry.sizeBytes);
	let receivedBytes = 0;
	// Leaving the loop by an error cancels the rest of the download.
	for await (const chunk of response.body) {
		if (receivedBytes + chunk.length > bytes.length)
			throw new Error(`the server sent more than the expected ${bytes.length} bytes`);
		bytes.set(chunk, receivedBytes);
		receivedBytes += chunk.length;
		onReceived(receivedBytes);
	}
	if (receivedBytes < bytes.length)
		throw new Error(`the server sent ${receivedBytes} of the expected ${bytes.length} bytes`);
	return bytes;
};
