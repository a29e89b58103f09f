import { createHmac, timingSafeEqual } from "node:crypto";
import { invalidPaginationToken } from "../api/errors.ts";

const NUMBER_BYTES = 6;
const MAC_BYTES = 16;
/** AWS: a NextToken is good for a day. */
const LIFE_MILLIS = 24 * 60 * 60 * 1000;

/** What a token is good for: another job's, or another order's, is refused. */
export interface Scope {
	readonly secret: Uint8Array;
	readonly of: string;
	readonly nowMillis: number;
}

/** Says where the next page begins, so that nobody but us can say so. */
export const toPageToken = (first: number, scope: Scope): string => {
	const said = Buffer.alloc(2 * NUMBER_BYTES);
	said.writeUIntBE(first, 0, NUMBER_BYTES);
	said.writeUIntBE(scope.nowMillis, NUMBER_BYTES, NUMBER_BYTES);
	return Buffer.concat([said, toMac(said, scope)]).toString("base64");
};

/** Where the page begins; an absent or empty token means the first page. */
export const parsePageToken = (token: string | undefined, scope: Scope): number => {
	if (!token) return 0;
	const bytes = Buffer.from(token, "base64");
	const said = bytes.subarray(0, 2 * NUMBER_BYTES);
	const isOurs =
		bytes.length === said.length + MAC_BYTES &&
		bytes.toString("base64") === token &&
		timingSafeEqual(bytes.subarray(said.length), toMac(said, scope));
	if (!isOurs || scope.nowMillis - said.readUIntBE(NUMBER_BYTES, NUMBER_BYTES) > LIFE_MILLIS)
		throw invalidPaginationToken("Invalid Pagination Token");
	return said.readUIntBE(0, NUMBER_BYTES);
};

const toMac = (said: Uint8Array, { secret, of }: Scope): Buffer =>
	createHmac("sha256", secret).update(of).update("\0").update(said).digest().subarray(0, MAC_BYTES);
