import { createHmac, timingSafeEqual } from "node:crypto";
import { invalidPaginationToken } from "../api/errors.ts";

const MAC_BYTES = 16;

/** What a token is good for: another job's, or another order's, is refused. */
export interface Scope {
	readonly secret: Uint8Array;
	readonly of: string;
}

/** Says where the next page begins, so that nobody but us can say so. */
export const toPageToken = (first: number, scope: Scope): string => {
	const position = Buffer.alloc(6);
	position.writeUIntBE(first, 0, 6);
	return Buffer.concat([position, toMac(position, scope)]).toString("base64");
};

/** Where the page begins; an absent or empty token means the first page. */
export const parsePageToken = (token: string | undefined, scope: Scope): number => {
	if (!token) return 0;
	const bytes = Buffer.from(token, "base64");
	const position = bytes.subarray(0, 6);
	const isOurs =
		bytes.length === 6 + MAC_BYTES &&
		bytes.toString("base64") === token &&
		timingSafeEqual(bytes.subarray(6), toMac(position, scope));
	if (!isOurs) throw invalidPaginationToken("Invalid Pagination Token");
	return position.readUIntBE(0, 6);
};

const toMac = (position: Uint8Array, { secret, of }: Scope): Buffer =>
	createHmac("sha256", secret)
		.update(of)
		.update("\0")
		.update(position)
		.digest()
		.subarray(0, MAC_BYTES);
