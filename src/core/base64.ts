const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of padded base64; undefined where a character is foreign, missing or one too many. */
export const parseBase64 = (text: string): Uint8Array | undefined => {
	if (text.length % 4 !== 0) return undefined;
	const end = text.length - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
	const bytes = new Uint8Array(Math.floor((end * 6) / 8));
	let held = 0;
	let heldBits = 0;
	let filled = 0;
	for (let index = 0; index < end; index++) {
		const sextet = SEXTETS[text.charCodeAt(index)];
		if (sextet === undefined) return undefined;
		held = (held << 6) | sextet;
		heldBits += 6;
		if (heldBits < 8) continue;
		heldBits -= 8;
		bytes[filled++] = held >> heldBits;
		held &= (1 << heldBits) - 1;
	}
	return held === 0 ? bytes : undefined;
};

/** By code unit. */
const SEXTETS: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, unit) => {
	const sextet = ALPHABET.indexOf(String.fromCharCode(unit));
	return sextet < 0 ? undefined : sextet;
});
