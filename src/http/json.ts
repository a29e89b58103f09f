import { isUtf8 } from "node:buffer";

/** No request of AWS's goes deeper than three; what walks through one may then do it by recursion. */
const MAX_DEPTH = 64;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{` differ in one bit, and so do what closes them. */
const [BIT, OPENING, CLOSING] = [0x20, 0x7b, 0x7d];

/** The value of a JSON text in UTF-8; undefined for anything else, and for one nested too deeply. */
export const parseJson = (bytes: Buffer): { readonly value: unknown } | undefined => {
	if (!isUtf8(bytes) || isTooDeep(bytes)) return undefined;
	try {
		const value: unknown = JSON.parse(bytes.toString("utf8"));
		return { value };
	} catch {
		return undefined;
	}
};

const isTooDeep = (bytes: Buffer): boolean => {
	let depth = 0;
	for (let i = 0; i < bytes.length; i++) {
		const byte = bytes[i] ?? 0;
		if (byte === QUOTE) i = findEndOfString(bytes, i);
		else if ((byte | BIT) === OPENING) depth++;
		else if ((byte | BIT) === CLOSING) depth--;
		if (depth > MAX_DEPTH) return true;
	}
	return false;
};

const findEndOfString = (bytes: Buffer, start: number): number => {
	for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
		let first = end;
		while (bytes[first - 1] === BACKSLASH) first--;
		if ((end - first) % 2 === 0) return end;
	}
	return bytes.length;
};
