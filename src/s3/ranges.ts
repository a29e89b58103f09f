import { GetObjectCommand, S3ServiceException, type S3Client } from "@aws-sdk/client-s3";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { PinnedObject } from "./pinnedObject.ts";

interface RangesOptions {
	readonly partBytes?: number | undefined;
	readonly retryDelayMillis?: number | undefined;
	readonly onBytes: (count: number) => void;
	readonly abortSignal: AbortSignal;
}

interface Reading extends RangesOptions {
	readonly client: S3Client;
	readonly pin: PinnedObject;
	readonly file: FileHandle;
}

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 4;
/** With doubling delays half a minute: a change of network, not a lost one. */
const FRUITLESS_TRIES = 6;
const RETRY_DELAY_MILLIS = 500;

const NETWORK_CODE =
	/^(?:ECONN[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(?:NET|HOST)(?:UNREACH|DOWN)|ERR_STREAM_PREMATURE_CLOSE)$/;

/** Reads the pinned object into a new file, several ranges at a time, each resumed where it broke off. */
export async function downloadRanges(
	client: S3Client,
	pin: PinnedObject,
	filePath: string,
	options: RangesOptions,
): Promise<void> {
	const failure = new AbortController();
	const abortSignal = AbortSignal.any([options.abortSignal, failure.signal]);
	const file = await open(filePath, "wx", 0o600);
	try {
		const parts = toParts(pin.sizeBytes, options.partBytes ?? PART_BYTES);
		const reading = { ...options, client, pin, file, abortSignal };
		const readers = Array.from({ length: PARTS_IN_FLIGHT }, () =>
			readParts(reading, parts).catch((error: unknown) => failure.abort(error)),
		);
		await Promise.all(readers);
		abortSignal.throwIfAborted();
		await file.datasync();
	} finally {
		await file.close();
	}
}

function* toParts(sizeBytes: number, partBytes: number): Generator<[from: number, to: number]> {
	for (let from = 0; from < sizeBytes; from += partBytes) {
		yield [from, Math.min(from + partBytes, sizeBytes)];
	}
}

/** Readers draw from one generator, so that each part is read once. */
async function readParts(reading: Reading, parts: Iterator<[number, number]>): Promise<void> {
	for (let part = parts.next(); !part.done; part = parts.next()) {
		await readPart(reading, ...part.value);
	}
}

async function readPart(reading: Reading, from: number, to: number): Promise<void> {
	const { abortSignal, retryDelayMillis = RETRY_DELAY_MILLIS } = reading;
	let position = from;
	let fruitlessTries = 0;
	while (position < to) {
		const start = position;
		try {
			for await (const chunk of readRange(reading, start, to)) {
				await writeAll(reading.file, chunk, position);
				position += chunk.length;
				reading.onBytes(chunk.length);
			}
		} catch (error) {
			abortSignal.throwIfAborted();
			fruitlessTries = position > start ? 0 : fruitlessTries + 1;
			if (!isBroken(error) || fruitlessTries === FRUITLESS_TRIES) throw error;
			if (fruitlessTries > 0) {
				await delay(retryDelayMillis * 2 ** (fruitlessTries - 1), undefined, {
					signal: abortSignal,
				});
			}
		}
	}
}

/** The bytes from `from` until before `to`, neither more nor fewer. */
async function* readRange(
	{ client, pin, abortSignal }: Reading,
	from: number,
	to: number,
): AsyncGenerator<Buffer> {
	const { Body, ContentRange } = await client.send(
		new GetObjectCommand({
			Bucket: pin.bucket,
			Key: pin.key,
			VersionId: pin.versionId,
			IfMatch: pin.etag,
			Range: `bytes=${from}-${to - 1}`,
		}),
		{ abortSignal },
	);
	if (!(Body instanceof Readable)) throw new Error("The S3 server sends no body.");
	const chunks: AsyncIterable<Buffer> = Body;
	try {
		if (ContentRange !== `bytes ${from}-${to - 1}/${pin.sizeBytes}`) {
			throw new Error("The S3 server does not send the range it was asked for.");
		}
		let missingBytes = to - from;
		for await (const chunk of chunks) {
			missingBytes -= chunk.length;
			if (missingBytes < 0) throw new Error("The S3 server sends more than it was asked for.");
			yield chunk;
		}
		if (missingBytes > 0) {
			throw Object.assign(new Error("The S3 server sends too little."), { code: "ECONNRESET" });
		}
	} finally {
		Body.destroy();
	}
}

/** A nearly full disk takes a part of the bytes without an error; the next write then has it. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
	for (let done = 0; done < bytes.length;) {
		done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
	}
}

function isBroken(error: unknown): boolean {
	if (error instanceof S3ServiceException) {
		const status = error.$metadata.httpStatusCode ?? 0;
		return status >= 500 || status === 429 || status === 408;
	}
	if (!(error instanceof Error)) return false;
	return (
		error.name === "TimeoutError" || ("code" in error && NETWORK_CODE.test(String(error.code)))
	);
}
