/** A program in WebAssembly that multiplies many vectors with one, four numbers at a time; its memory holds them. */
export interface DotProducts {
	readonly memory: WebAssemblyMemory;
	/**
	 * Multiplies the vectors from `row` to `end` with the one at 0, and puts the sums at `sums`, one after the other.
	 * All are places in bytes, and a vector takes `length` bytes: a multiple of STEP_BYTES.
	 */
	readonly run: (row: number, end: number, sums: number, length: number) => void;
}

/** What is used of WebAssembly, which the types of Node leave out. */
interface WebAssemblyMemory {
	readonly buffer: ArrayBuffer;
	/** In place as far as there is room: nothing is copied, but older views of the buffer are empty. */
	readonly grow: (pages: number) => number;
}
declare const WebAssembly: {
	readonly Memory: new (limits: { initial: number; maximum: number }) => WebAssemblyMemory;
	readonly Module: new (bytes: Uint8Array) => object;
	readonly Instance: new (
		module: object,
		imports: { readonly own: { readonly memory: WebAssemblyMemory } },
	) => { readonly exports: { readonly run: DotProducts["run"] } };
};

/** How much of a vector is multiplied at a time: four times four numbers. */
export const STEP_BYTES = 64;
export const PAGE_BYTES = 65_536;
/** Places are numbers of 32 bits, and the end of the last vector is one, too. */
export const MAX_PAGES = 65_535;

export const createDotProducts = (): DotProducts => {
	const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
	const { exports } = new WebAssembly.Instance(new WebAssembly.Module(toModule()), {
		own: { memory },
	});
	return { memory, run: exports.run };
};

/** Bytes of a program, in whatever heaps they are put together. */
type Code = number | readonly Code[];

const toBytes = (code: Code): number[] =>
	typeof code === "number" ? [code] : code.flatMap((part) => toBytes(part));

// Instructions, by their names in WebAssembly's text format.
const localGet = (local: number): Code => [0x20, local];
const localSet = (local: number): Code => [0x21, local];
const i32Const = (value: number): Code => [0x41, toTwoBytes(value)];
const i32Add = 0x6a;
const i32LessThan = 0x49;
const f32Const0 = [0x43, 0, 0, 0, 0];
const f32Add = 0x92;
const f32Store = [0x38, 2, 0];
const f32x4Splat = [0xfd, 0x13];
const f32x4Lane = (lane: number): Code => [0xfd, 0x1f, lane];
const f32x4Add = [0xfd, 0xe4, 0x01];
const f32x4Multiply = [0xfd, 0xe6, 0x01];
const v128Load = (offset: number): Code => [0xfd, 0x00, 4, offset];
const loop = (body: Code): Code => [0x03, 0x40, body, 0x0b];
const branchIf = [0x0d, 0];
const end = 0x0b;

/** A whole number below 8192 as the format has it, where it may be longer than it need be. */
const toTwoBytes = (value: number): Code => [0x80 | (value & 0x7f), value >> 7];

const advance = (local: number, bytes: number): Code => [
	localGet(local),
	i32Const(bytes),
	i32Add,
	localSet(local),
];

/** To the beginning of the loop, as long as the one is less than the other. */
const againWhileLess = (one: number, other: number): Code => [
	localGet(one),
	localGet(other),
	i32LessThan,
	branchIf,
];

const [ROW, END, SUMS, LENGTH, AT] = [0, 1, 2, 3, 4] as const;
/** An addition waits for the one before it: four sums side by side do not. */
const PARTS = [5, 6, 7, 8] as const;

const toProgram = (): Code => {
	const clear = PARTS.map((part) => [f32Const0, f32x4Splat, localSet(part)]);
	const multiply = PARTS.map((part, i) => [
		[localGet(ROW), v128Load(16 * i), localGet(AT), v128Load(16 * i), f32x4Multiply],
		[localGet(part), f32x4Add, localSet(part)],
	]);
	const [first, ...others] = PARTS;
	const addParts = others.map((part) => [localGet(part), f32x4Add]);
	const addLanes = [1, 2, 3].map((lane) => [localGet(first), f32x4Lane(lane), f32Add]);
	return loop([
		[clear, i32Const(0), localSet(AT)],
		loop([multiply, advance(ROW, STEP_BYTES), advance(AT, STEP_BYTES), againWhileLess(AT, LENGTH)]),
		[localGet(first), addParts, localSet(first)],
		[localGet(SUMS), localGet(first), f32x4Lane(0), addLanes, f32Store],
		advance(SUMS, 4),
		againWhileLess(ROW, END),
	]);
};

/** The binary format: a type, a memory from outside, and one function of that type, exported. */
const toModule = (): Uint8Array => {
	const [i32, v128, functionType] = [0x7f, 0x7b, 0x60];
	const locals = [2, [1, i32], [PARTS.length, v128]];
	const body = sized([locals, toProgram(), end]);
	return Uint8Array.from(
		toBytes([
			[0, toLetters("asm"), 1, 0, 0, 0],
			[1, sized([1, functionType, 4, i32, i32, i32, i32, 0])],
			[2, sized([1, toName("own"), toName("memory"), 2, 0, 1])],
			[3, sized([1, 0])],
			[7, sized([1, toName("run"), 0, 0])],
			[10, sized([1, body])],
		]),
	);
};

const sized = (content: Code): Code => [toTwoBytes(toBytes(content).length), content];
const toName = (text: string): Code => [text.length, toLetters(text)];
const toLetters = (text: string): Code => Array.from(text, (letter) => letter.charCodeAt(0));
