import { readFile } from "node:fs/promises";
import path from "node:path";

/** A tensor of a tfjs network: either plain floats, or bytes that stand for byte · scale + min. */
export type Weights =
	| { readonly type: "float32"; readonly shape: readonly number[]; readonly values: Float32Array }
	| {
			readonly type: "uint8";
			readonly shape: readonly number[];
			readonly values: Uint8Array;
			readonly scale: number;
			readonly min: number;
	  };

export type WeightMap = ReadonlyMap<string, Weights>;

interface Entry {
	readonly name: string;
	readonly shape: readonly number[];
	readonly quantization?: { readonly dtype: string; readonly scale: number; readonly min: number };
}

/** Reads `folder/name-weights_manifest.json` and the one file of bytes it describes. */
export const readTfjsWeights = async (folder: string, name: string): Promise<WeightMap> => {
	const manifest: unknown = JSON.parse(
		await readFile(path.join(folder, `${name}-weights_manifest.json`), "utf8"),
	);
	const { file, entries } = parseWeightsManifest(manifest);
	return toWeightMap(await readFile(path.join(folder, file)), entries);
};

/** The tensor of that name; a network without it is not the network we know. */
export const weightsOf = (map: WeightMap, name: string): Weights => {
	const weights = map.get(name);
	if (weights === undefined) throw new Error(`The network has no weights named ${name}.`);
	return weights;
};

/** The tensor's values as tfjs computes them, before they are rounded to 32 bits. */
export const toNumbers = (weights: Weights): number[] =>
	weights.type === "float32"
		? Array.from(weights.values)
		: Array.from(weights.values, (value) => value * weights.scale + weights.min);

const parseWeightsManifest = (manifest: unknown): { file: string; entries: readonly Entry[] } => {
	const [group, ...others] = parseList(manifest);
	const { paths, weights } = parseRecord(group);
	const [file, ...otherFiles] = parseList(paths);
	if (typeof file !== "string" || others.length + otherFiles.length > 0)
		throw new Error("A weights manifest with one file was expected.");
	return { file, entries: parseList(weights).map(parseEntry) };
};

const parseEntry = (value: unknown): Entry => {
	const { name, shape, quantization } = parseRecord(value);
	if (typeof name !== "string") throw new Error("A weights manifest has weights without a name.");
	const entry = { name, shape: parseList(shape).map(parseNumber) };
	if (quantization === undefined) return entry;
	const { dtype, scale, min } = parseRecord(quantization);
	return {
		...entry,
		quantization: { dtype: String(dtype), scale: parseNumber(scale), min: parseNumber(min) },
	};
};

const parseRecord = (value: unknown): Readonly<Record<string, unknown>> => {
	if (typeof value !== "object" || value === null)
		throw new Error("A weights manifest lacks an object.");
	return { ...value };
};

const parseList = (value: unknown): readonly unknown[] => {
	if (!Array.isArray(value)) throw new Error("A weights manifest lacks a list.");
	return value;
};

const parseNumber = (value: unknown): number => {
	if (typeof value !== "number") throw new Error("A weights manifest lacks a number.");
	return value;
};

const toWeightMap = (bytes: Uint8Array, entries: readonly Entry[]): WeightMap => {
	const map = new Map<string, Weights>();
	let offset = 0;
	for (const entry of entries) {
		const size = entry.shape.reduce((product, length) => product * length, 1);
		const lengthBytes = entry.quantization === undefined ? size * 4 : size;
		const slice = bytes.slice(offset, offset + lengthBytes);
		if (slice.length !== lengthBytes) throw new Error(`The weights end within ${entry.name}.`);
		map.set(entry.name, toWeights(entry, slice));
		offset += lengthBytes;
	}
	if (offset !== bytes.length)
		throw new Error(`${bytes.length - offset} bytes of weights are left.`);
	return map;
};

const toWeights = ({ name, shape, quantization }: Entry, bytes: Uint8Array): Weights => {
	if (quantization === undefined) return { type: "float32", shape, values: toFloats(bytes) };
	if (quantization.dtype !== "uint8") throw new Error(`${name} is of type ${quantization.dtype}.`);
	const { scale, min } = quantization;
	return { type: "uint8", shape, values: bytes, scale, min };
};

const toFloats = (bytes: Uint8Array): Float32Array => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return Float32Array.from({ length: bytes.length / 4 }, (_, index) =>
		view.getFloat32(index * 4, true),
	);
};
