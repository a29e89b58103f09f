interface MxnetArray {
	readonly shape: readonly number[];
	readonly values: Float32Array;
}

export type MxnetParams = ReadonlyMap<string, MxnetArray>;

// The numbers below are those of MXNet's NDArray files.
const LIST_MAGIC = 0x112;
const ARRAY_MAGIC = 0xf993fac9;
const DENSE = 0;
const FLOAT32 = 0;
const MAX_DIMENSIONS = 4;

/** Reads a file of named arrays: all arrays first, then all names. Every read beyond the end throws a RangeError. */
export const readMxnetParams = (bytes: Uint8Array): MxnetParams => {
	const read = createReader(bytes);
	if (read.uint64() !== LIST_MAGIC || read.uint64() !== 0)
		throw new Error("This is not a file of MXNet's arrays.");
	const arrays: MxnetArray[] = [];
	for (let left = read.uint64(); left > 0; left -= 1) arrays.push(readArray(read));
	if (read.uint64() !== arrays.length) throw new Error("Each array needs a name.");
	const params = new Map(arrays.map((array) => [read.text(read.uint64()), array]));
	if (read.left() > 0) throw new Error(`${read.left()} bytes are left after the arrays.`);
	return params;
};

const readArray = (read: Reader): MxnetArray => {
	if (read.uint32() !== ARRAY_MAGIC || read.uint32() !== DENSE)
		throw new Error("This kind of array is not known.");
	const dimensions = read.uint32();
	if (dimensions > MAX_DIMENSIONS) throw new Error(`An array has ${dimensions} dimensions.`);
	const shape = Array.from({ length: dimensions }, read.uint64);
	// The device on which the array was saved: its kind and its number.
	read.uint32();
	read.uint32();
	if (read.uint32() !== FLOAT32) throw new Error("Only arrays of 32-bit floats are known.");
	return { shape, values: read.floats(shape.reduce((product, length) => product * length, 1)) };
};

type Reader = ReturnType<typeof createReader>;

const createReader = (bytes: Uint8Array) => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let offset = 0;
	const skip = (count: number): number => {
		if (count > view.byteLength - offset) throw new RangeError("The file ends too early.");
		offset += count;
		return offset - count;
	};
	return {
		uint32: () => view.getUint32(skip(4), true),
		uint64: () => Number(view.getBigUint64(skip(8), true)),
		floats: (length: number) => {
			const start = skip(length * 4);
			return Float32Array.from({ length }, (_, i) => view.getFloat32(start + i * 4, true));
		},
		text: (length: number) => {
			const start = skip(length);
			return new TextDecoder().decode(bytes.subarray(start, start + length));
		},
		left: () => view.byteLength - offset,
	};
};
