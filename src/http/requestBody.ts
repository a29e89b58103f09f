import type { IncomingMessage } from "node:http";

/** The memory that all bodies may take together, lest many clients at once take all there is. */
export interface BodyMemory {
	/** One request's part of it, given back when the request has been answered. */
	readonly open: () => {
		readonly take: (sizeBytes: number) => boolean;
		readonly close: () => void;
	};
}

export const createBodyMemory = (sizeBytes: number): BodyMemory => {
	let usedBytes = 0;
	return {
		open: () => {
			let ownBytes = 0;
			return {
				take: (moreBytes) => {
					if (usedBytes + moreBytes > sizeBytes) return false;
					usedBytes += moreBytes;
					ownBytes += moreBytes;
					return true;
				},
				close: () => {
					usedBytes -= ownBytes;
					ownBytes = 0;
				},
			};
		},
	};
};

/** Reads a body, or says why it was not read to its end; rejects when the client goes away. */
export const readBody = (
	request: IncomingMessage,
	maxBytes: number,
	take: (sizeBytes: number) => boolean,
): Promise<Buffer | "tooLarge" | "noMemory"> =>
	new Promise((resolve, reject) => {
		if (Number(request.headers["content-length"] ?? 0) > maxBytes) return resolve("tooLarge");
		const chunks: Buffer[] = [];
		let sizeBytes = 0;
		const stop = (fault: "tooLarge" | "noMemory") => {
			request.off("data", add);
			chunks.length = 0;
			resolve(fault);
		};
		const add = (chunk: Buffer) => {
			sizeBytes += chunk.length;
			if (sizeBytes > maxBytes) return stop("tooLarge");
			if (!take(chunk.length)) return stop("noMemory");
			chunks.push(chunk);
		};
		request.on("data", add);
		request.once("end", () => resolve(Buffer.concat(chunks)));
		request.once("error", reject);
	});

/** Lets the rest of a body pass by, since a client that still sends does not see its answer. */
export const drain = (request: IncomingMessage, maxBytes: number, done: () => void): void => {
	let sizeBytes = 0;
	request.on("data", (chunk: Buffer) => {
		sizeBytes += chunk.length;
		if (sizeBytes > maxBytes) request.destroy();
	});
	request.once("end", done);
	request.resume();
};
