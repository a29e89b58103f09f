interface MxnetArray {
	readonly shape: readonly number[];
	readonly values: readonly number[];
}

/** A file of MXNet's arrays: dense, of 32-bit floats, saved on the first processor. */
export const toMxnetFile = (arrays: Readonly<Record<string, MxnetArray>>): Uint8Array => {
	const parts: Buffer[] = [];
	const uint32 = (...values: readonly number[]) => {
		for (const value of values) {
			const part = Buffer.alloc(4);
			part.writeUInt32LE(value);
			parts.push(part);
		}
	};
	const uint64 = (...values: readonly number[]) => {
		for (const value of values) uint32(value, 0);
	};
	uint64(0x112, 0, Object.keys(arrays).length);
	for (const { shape, values } of Object.values(arrays)) {
		uint32(0xf993fac9, 0, shape.length);
		uint64(...shape);
		uint32(1, 0, 0);
		parts.push(Buffer.from(Float32Array.from(values).buffer));
	}
	uint64(Object.keys(arrays).length);
	for (const name of Object.keys(arrays)) {
		uint64(name.length);
		parts.push(Buffer.from(name));
	}
	return new Uint8Array(Buffer.concat(parts));
};
