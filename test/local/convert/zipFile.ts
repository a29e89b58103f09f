interface Entry {
	readonly name: string;
	readonly packed: Uint8Array;
	readonly method: number;
	/** What the list says, true or not. */
	readonly sizeBytes: number;
}

/** A zip of these files, without checksums. */
export const toZip = (entries: readonly Entry[], comment = ""): Uint8Array => {
	const parts: Buffer[] = [];
	const list: Buffer[] = [];
	for (const { name, packed, method, sizeBytes } of entries) {
		const central = Buffer.alloc(46);
		central.writeUInt32LE(0x02014b50, 0);
		central.writeUInt16LE(method, 10);
		central.writeUInt32LE(packed.length, 20);
		central.writeUInt32LE(sizeBytes, 24);
		central.writeUInt16LE(name.length, 28);
		central.writeUInt32LE(lengthOf(parts), 42);
		list.push(central, Buffer.from(name));
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(name.length, 26);
		local.writeUInt16LE(4, 28);
		parts.push(local, Buffer.from(name), Buffer.alloc(4), Buffer.from(packed));
	}
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(lengthOf(list), 12);
	end.writeUInt32LE(lengthOf(parts), 16);
	end.writeUInt16LE(comment.length, 20);
	return new Uint8Array(Buffer.concat([...parts, ...list, end, Buffer.from(comment)]));
};

const lengthOf = (buffers: readonly Buffer[]): number => Buffer.concat(buffers).length;
