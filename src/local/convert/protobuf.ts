/** Bytes of a protobuf message: the fields that were written, one after the other. */
export type Field = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A field that holds a whole number, an enumeration or a boolean; not negative. */
export const integer = (field: number, value: number): Field =>
	concatenate([tag(field, VARINT), varint(value)]);

export const float = (field: number, value: number): Field => {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setFloat32(0, value, true);
	return concatenate([tag(field, FIXED32), bytes]);
};

export const bytes = (field: number, value: Uint8Array): Field =>
	concatenate([tag(field, LENGTH_DELIMITED), varint(value.length), value]);

export const text = (field: number, value: string): Field =>
	bytes(field, new TextEncoder().encode(value));

export const message = (field: number, fields: readonly Field[]): Field =>
	bytes(field, concatenate(fields));

/** Whole numbers in a row, packed. */
export const integers = (field: number, values: readonly number[]): Field =>
	bytes(field, concatenate(values.map(varint)));

export const concatenate = (parts: readonly Uint8Array[]): Uint8Array => {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		whole.set(part, offset);
		offset += part.length;
	}
	return whole;
};

const tag = (field: number, wireType: number): Uint8Array => varint(field * 8 + wireType);

const varint = (value: number): Uint8Array => {
	if (!Number.isSafeInteger(value) || value < 0)
		throw new RangeError(`Not a whole number: ${value}`);
	const septets: number[] = [];
	let rest = value;
	while (rest >= 128) {
		septets.push((rest % 128) + 128);
		rest = Math.floor(rest / 128);
	}
	return Uint8Array.from([...septets, rest]);
};
