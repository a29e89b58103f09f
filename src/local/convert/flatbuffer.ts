/** A table of a flatbuffer; its fields have numbers, and those that are absent have a fallback. */
export interface FlatTable {
	readonly integer: (field: number, type: "int8" | "int32", fallback?: number) => number;
	readonly table: (field: number) => FlatTable | undefined;
	readonly tables: (field: number) => readonly FlatTable[];
	readonly integers: (field: number) => readonly number[];
	readonly bytes: (field: number) => Uint8Array;
}

/** The table a flatbuffer starts with; every read outside of the buffer throws a RangeError. */
export const readFlatbuffer = (bytes: Uint8Array): FlatTable => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return toTable(view, view.getUint32(0, true));
};

const toTable = (view: DataView, offset: number): FlatTable => {
	const fields = offset - view.getInt32(offset, true);
	const fieldsEnd = view.getUint16(fields, true);
	const find = (field: number): number | undefined => {
		const slot = 4 + field * 2;
		if (slot >= fieldsEnd) return undefined;
		const distance = view.getUint16(fields + slot, true);
		return distance === 0 ? undefined : offset + distance;
	};
	const vectorOf = (field: number, elementBytes: number) => {
		const at = find(field);
		return at === undefined ? { start: 0, length: 0 } : toVector(view, at, elementBytes);
	};
	return {
		integer: (field, type, fallback = 0) => {
			const at = find(field);
			if (at === undefined) return fallback;
			return type === "int8" ? view.getInt8(at) : view.getInt32(at, true);
		},
		table: (field) => {
			const at = find(field);
			return at === undefined ? undefined : toTable(view, follow(view, at));
		},
		tables: (field) => {
			const { start, length } = vectorOf(field, 4);
			return Array.from({ length }, (_, i) => toTable(view, follow(view, start + i * 4)));
		},
		integers: (field) => {
			const { start, length } = vectorOf(field, 4);
			return Array.from({ length }, (_, i) => view.getInt32(start + i * 4, true));
		},
		bytes: (field) => {
			const { start, length } = vectorOf(field, 1);
			return new Uint8Array(view.buffer, view.byteOffset + start, length);
		},
	};
};

const follow = (view: DataView, offset: number): number => offset + view.getUint32(offset, true);

const toVector = (view: DataView, offset: number, elementBytes: number) => {
	const vector = follow(view, offset);
	const length = view.getUint32(vector, true);
	const start = vector + 4;
	if (start + length * elementBytes > view.byteLength)
		throw new RangeError("A vector of the flatbuffer goes beyond its end.");
	return { start, length };
};
