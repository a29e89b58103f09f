import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";

/** How the record begins that says where the directory is. */
const END = Buffer.from("PK\u0005\u0006");
const DEFLATED = 8;

/** Unpacks a zip file that we made ourselves, and gives the names in it. */
export const unzip = (bytes: Buffer, folder: string): readonly string[] => {
	const end = bytes.lastIndexOf(END);
	const count = bytes.readUInt16LE(end + 10);
	const names: string[] = [];
	let at = bytes.readUInt32LE(end + 16);
	for (let i = 0; i < count; i += 1) {
		const nameLength = bytes.readUInt16LE(at + 28);
		const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
		names.push(name);
		if (!name.endsWith("/")) {
			const file = path.join(folder, name);
			mkdirSync(path.dirname(file), { recursive: true });
			writeFileSync(file, readEntry(bytes, at));
		}
		at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return names;
};

/** The contents that an entry of the directory points to. */
const readEntry = (bytes: Buffer, at: number): Buffer => {
	const method = bytes.readUInt16LE(at + 10);
	const sizeBytes = bytes.readUInt32LE(at + 20);
	const local = bytes.readUInt32LE(at + 42);
	const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
	const packed = bytes.subarray(from, from + sizeBytes);
	return method === DEFLATED ? inflateRawSync(packed) : packed;
};
