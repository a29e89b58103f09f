interface Tensor {
	readonly shape: readonly number[];
	/** 16-bit floats are given by their bits. */
	readonly values?: Float32Array | Uint16Array | Int32Array;
}

interface Operator {
	/** The schema's number. */
	readonly code: number;
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	/** By field; a byte is a number in a list of its own. */
	readonly options?: Readonly<Record<number, number | readonly [number]>>;
}

interface Network {
	readonly tensors: readonly Tensor[];
	readonly operators: readonly Operator[];
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
}

/** A flatbuffer with these tensors and operators, laid out from front to back. */
export const toTfliteFile = ({ tensors, operators, inputs, outputs }: Network): Uint8Array => {
	const graph: Fields = {
		0: { tables: tensors.map(toTensor) },
		1: { numbers: inputs },
		2: { numbers: outputs },
		3: { tables: operators.map(toOperator) },
	};
	const model: Fields = {
		0: 3,
		1: { tables: operators.map(({ code }) => ({ 0: [Math.min(code, 127)], 3: code })) },
		2: { tables: [graph] },
		4: { tables: [{}, ...tensors.map(({ values }) => (values ? { 0: values } : {}))] },
	};
	const writer = createWriter();
	writer.reference(0, writer.table(model));
	return writer.toBytes();
};

const toTensor = ({ shape, values }: Tensor, index: number): Fields => {
	const type = values instanceof Uint16Array ? 1 : values instanceof Int32Array ? 2 : 0;
	return { 0: { numbers: shape }, 1: [type], 2: values ? index + 1 : 0 };
};

const toOperator = ({ inputs, outputs, options }: Operator, index: number): Fields => ({
	0: index,
	1: { numbers: inputs },
	2: { numbers: outputs },
	...(options && { 4: { table: options } }),
});

type FieldValue =
	| number
	| readonly [number]
	| ArrayBufferView
	| { readonly numbers: readonly number[] }
	| { readonly tables: readonly Fields[] }
	| { readonly table: Fields };
interface Fields {
	readonly [field: number]: FieldValue;
}

const createWriter = () => {
	const buffer = Buffer.alloc(1 << 16);
	buffer.write("TFL3", 4);
	let end = 8;
	const take = (size: number): number => {
		end += size;
		return end - size;
	};
	const reference = (at: number, to: number) => buffer.writeUInt32LE(to - at, at);
	const vector = (length: number, elementBytes: number): number => {
		const at = take(4 + length * elementBytes);
		buffer.writeUInt32LE(length, at);
		return at;
	};
	const write = (value: Exclude<FieldValue, number | readonly [number]>): number => {
		if (ArrayBuffer.isView(value)) {
			const at = vector(value.byteLength, 1);
			buffer.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), at + 4);
			return at;
		}
		if ("table" in value) return table(value.table);
		if ("numbers" in value) {
			const at = vector(value.numbers.length, 4);
			for (const [i, number] of value.numbers.entries())
				buffer.writeInt32LE(number, at + 4 + i * 4);
			return at;
		}
		const at = vector(value.tables.length, 4);
		for (const [i, fields] of value.tables.entries()) reference(at + 4 + i * 4, table(fields));
		return at;
	};
	const table = (fields: Fields): number => {
		const entries = Object.entries(fields).map(([field, value]) => [Number(field), value] as const);
		const slots = Math.max(-1, ...entries.map(([field]) => field)) + 1;
		const list = take(4 + slots * 2);
		const at = take(4 + entries.length * 4);
		buffer.writeUInt16LE(4 + slots * 2, list);
		buffer.writeInt32LE(at - list, at);
		for (const [i, [field, value]] of entries.entries()) {
			const place = at + 4 + i * 4;
			buffer.writeUInt16LE(place - at, list + 4 + field * 2);
			if (typeof value === "number") buffer.writeInt32LE(value, place);
			else if (isByte(value)) buffer.writeInt8(value[0], place);
			else reference(place, write(value));
		}
		return at;
	};
	return { table, reference, toBytes: () => new Uint8Array(buffer.subarray(0, end)) };
};

const isByte = (value: FieldValue): value is readonly [number] => Array.isArray(value);
