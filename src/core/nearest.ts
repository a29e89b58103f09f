import { createDotProducts, MAX_PAGES, PAGE_BYTES, STEP_BYTES } from "./dotProducts.ts";

/** A vector by its row, and the cosine of its angle to another one. */
export interface Neighbour {
	readonly row: number;
	readonly cosine: number;
}

export interface NearestOptions {
	/** The least cosine that counts. */
	readonly minCosine: number;
	readonly limit: number;
	/** Only the rows before this one. */
	readonly end?: number;
}

/** So many rows are multiplied at a time. */
const BLOCK_ROWS = 1024;
const FLOAT_BYTES = 4;
const STEP = STEP_BYTES / FLOAT_BYTES;
/** At least so much more room each time: growing takes a while, even if nothing is copied. */
const GROWTH = 1.1;

/**
 * Many vectors of length 1, of so many numbers each, in rows; their room grows in place. A search multiplies all of
 * them in single precision, and once more in double precision those that may be among the nearest.
 */
export class Vectors {
	readonly #size: number;
	readonly #stride: number;
	readonly #products = createDotProducts();
	/** The vector that is searched for, the products of a block with it, and the rows. */
	#floats = new Float32Array(this.#products.memory.buffer);
	#count = 0;

	constructor(size: number) {
		this.#size = size;
		this.#stride = Math.ceil(size / STEP) * STEP;
		this.#reserve(0);
	}

	get count(): number {
		return this.#count;
	}

	/** A copy of it becomes the last row. */
	push(vector: Float32Array): void {
		this.#check(vector);
		this.#reserve(this.#count + 1);
		this.#floats.set(vector, this.#placeOf(this.#count));
		this.#count += 1;
	}

	/** Removes rows, and closes the gaps; the others stay in order. */
	retain(isKept: (row: number) => boolean): void {
		let kept = 0;
		for (let row = 0; row < this.#count; row += 1) {
			if (!isKept(row)) continue;
			this.#floats.copyWithin(this.#placeOf(kept), this.#placeOf(row), this.#placeOf(row + 1));
			kept += 1;
		}
		this.#floats.fill(0, this.#placeOf(kept), this.#placeOf(this.#count));
		this.#count = kept;
	}

	/** The rows nearest to a vector of length 1, best first, of equals the first; as exact as double precision is. */
	nearest(query: Float32Array, options: NearestOptions): Neighbour[] {
		this.#check(query);
		const { minCosine, limit, end = Infinity } = options;
		const last = Math.min(end, this.#count);
		const best = createBest(limit, minCosine);
		const margin = toMargin(this.#stride);
		this.#floats.set(query);
		for (let first = 0; first < last; first += BLOCK_ROWS) {
			const products = this.#multiply(first, last);
			for (let i = 0; i < products.length; i += 1) {
				if ((products[i] ?? 0) >= best.least() - margin)
					best.offer({ row: first + i, cosine: this.#cosineOf(first + i) });
			}
		}
		return best.sorted();
	}

	/** What is searched for by the rows of a block. */
	#multiply(first: number, last: number): Float32Array {
		const rows = Math.min(BLOCK_ROWS, last - first);
		const [begin, end] = [this.#placeOf(first), this.#placeOf(first + rows)];
		const products = this.#floats.subarray(this.#stride, this.#stride + rows);
		const length = this.#stride * FLOAT_BYTES;
		this.#products.run(begin * FLOAT_BYTES, end * FLOAT_BYTES, products.byteOffset, length);
		return products;
	}

	/** With what is searched for; in four sums, since an addition waits for the one before it. */
	#cosineOf(row: number): number {
		const floats = this.#floats;
		const place = this.#placeOf(row);
		let [a, b, c, d] = [0, 0, 0, 0];
		for (let i = 0; i < this.#stride; i += 4) {
			a += (floats[place + i] ?? 0) * (floats[i] ?? 0);
			b += (floats[place + i + 1] ?? 0) * (floats[i + 1] ?? 0);
			c += (floats[place + i + 2] ?? 0) * (floats[i + 2] ?? 0);
			d += (floats[place + i + 3] ?? 0) * (floats[i + 3] ?? 0);
		}
		return a + b + c + d;
	}

	#placeOf(row: number): number {
		return this.#stride + BLOCK_ROWS + row * this.#stride;
	}

	#reserve(rows: number): void {
		const { memory } = this.#products;
		const present = memory.buffer.byteLength / PAGE_BYTES;
		const needed = Math.ceil((this.#placeOf(rows) * FLOAT_BYTES) / PAGE_BYTES);
		if (needed <= present) return;
		const wanted = Math.min(MAX_PAGES, Math.ceil(present * GROWTH));
		memory.grow(Math.max(needed, wanted) - present);
		this.#floats = new Float32Array(memory.buffer);
	}

	#check({ length }: Float32Array): void {
		if (length !== this.#size)
			throw new RangeError(`A vector has ${length} numbers instead of ${this.#size}.`);
	}
}

/**
 * How far a cosine of single precision may be off: each of its products is rounded, and so is each addition of a lane,
 * of the four sums and of the four lanes. The products of two vectors of length 1 add up to 1 at most. Twice that.
 */
const toMargin = (stride: number): number => (stride / STEP + 8) * 2 ** -23;

/** The best of all that is offered in the order of rows: a heap of at most `limit`, the worst of them on top. */
const createBest = (limit: number, minCosine: number) => {
	const heap: Neighbour[] = [];
	const isWorse = (one: Neighbour | undefined, other: Neighbour | undefined): boolean =>
		one !== undefined && other !== undefined && compare(one, other) > 0;
	const rise = (from: number) => {
		for (let at = from; at > 0;) {
			const parent = (at - 1) >> 1;
			if (!isWorse(heap[at], heap[parent])) return;
			swap(heap, at, parent);
			at = parent;
		}
	};
	const sink = () => {
		for (let at = 0; ;) {
			const [left, right] = [2 * at + 1, 2 * at + 2];
			const worse = isWorse(heap[right], heap[left]) ? right : left;
			if (!isWorse(heap[worse], heap[at])) return;
			swap(heap, at, worse);
			at = worse;
		}
	};
	return {
		/** What is less need not be offered. */
		least: () => (heap.length < limit ? minCosine : (heap[0]?.cosine ?? Infinity)),
		offer: (neighbour: Neighbour) => {
			if (!(neighbour.cosine >= minCosine)) return;
			if (heap.length < limit) rise(heap.push(neighbour) - 1);
			else if (isWorse(heap[0], neighbour)) {
				heap[0] = neighbour;
				sink();
			}
		},
		sorted: () => heap.toSorted(compare),
	};
};

/** Best first. */
const compare = (one: Neighbour, other: Neighbour): number =>
	other.cosine - one.cosine || one.row - other.row;

const swap = (heap: Neighbour[], one: number, other: number): void => {
	const [first, second] = [heap[one], heap[other]];
	if (!first || !second) return;
	heap[one] = second;
	heap[other] = first;
};
