import { inflateRawSync } from "node:zlib";

// The signatures, offsets and numbers below are those of the ZIP file format.
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
	readonly name: string;
	readonly method: number;
	readonly packedBytes: number;
	readonly sizeBytes: number;
	readonly localOffset: number;
}

/** The content of the file of exactly that name in a zip; nothing is ever written, so names lead nowhere. */
export const unzip = (zip: Uint8Array, name: string, maxBytes: number): Uint8Array => {
	const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
	const entry = readEntries(zip, view).find((candidate) => candidate.name === name);
	if (entry === undefined) throw new Error(`The zip has no ${name}.`);
	if (entry.sizeBytes > maxBytes)
		throw new Error(`${name} has ${entry.sizeBytes} bytes, more than ${maxBytes}.`);
	const content = unpack(packedOf(zip, view, entry), entry);
	if (content.length !== entry.sizeBytes)
		throw new Error(`${name} has ${content.length} bytes, not ${entry.sizeBytes}.`);
	return content;
};

const readEntries = (zip: Uint8Array, view: DataView): readonly Entry[] => {
	const end = findEnd(view);
	const entries: Entry[] = [];
	let offset = view.getUint32(end + 16, true);
	for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
		if (view.getUint32(offset, true) !== ENTRY_SIGNATURE)
			throw new Error("The zip's list of files is damaged.");
		const nameBytes = view.getUint16(offset + 28, true);
		const restBytes = view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
		const nameOffset = offset + ENTRY_BYTES;
		entries.push({
			name: new TextDecoder().decode(zip.subarray(nameOffset, nameOffset + nameBytes)),
			method: view.getUint16(offset + 10, true),
			packedBytes: view.getUint32(offset + 20, true),
			sizeBytes: view.getUint32(offset + 24, true),
			localOffset: view.getUint32(offset + 42, true),
		});
		offset = nameOffset + nameBytes + restBytes;
	}
	return entries;
};

/** It is the last thing in the file, but for a comment of unknown length. */
const findEnd = (view: DataView): number => {
	const last = view.byteLength - END_BYTES;
	for (let offset = last; offset >= Math.max(0, last - MAX_COMMENT_BYTES); offset -= 1)
		if (view.getUint32(offset, true) === END_SIGNATURE) return offset;
	throw new Error("This is not a zip.");
};

const packedOf = (zip: Uint8Array, view: DataView, entry: Entry): Uint8Array => {
	const { localOffset, name, packedBytes } = entry;
	if (view.getUint32(localOffset, true) !== LOCAL_SIGNATURE)
		throw new Error(`${name} is not where the zip's list says.`);
	const nameBytes = view.getUint16(localOffset + 26, true);
	const start = localOffset + LOCAL_BYTES + nameBytes + view.getUint16(localOffset + 28, true);
	return zip.subarray(start, start + packedBytes);
};

const unpack = (packed: Uint8Array, { name, method, sizeBytes }: Entry): Uint8Array => {
	if (method === STORED) return packed;
	if (method !== DEFLATED) throw new Error(`${name} is packed by an unknown method, ${method}.`);
	return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) });
};
