/** Where the colours of a picture lie: in planes whose rows begin every `stridePx` bytes. */
export interface ColourPlanes {
	readonly planes: readonly [red: Uint8Array, green: Uint8Array, blue: Uint8Array];
	readonly widthPx: number;
	readonly heightPx: number;
	readonly stridePx: number;
}

/** A square of a picture and how it is looked at: `cells` to a side, and `looks` to a side of each cell. */
export interface LookedAt {
	readonly leftPx: number;
	readonly topPx: number;
	readonly sizePx: number;
	readonly cells: number;
	readonly looks: number;
}

/**
 * The light in each cell of a square, 0..255. Every look is bilinear and rounded to a whole level; outside the picture
 * is black. A face costs a hundred thousand looks: hence plain loops, and whole rows blended first.
 */
export const toLightGrid = (picture: ColourPlanes, square: LookedAt): Float32Array => {
	const { leftPx, topPx, cells, looks } = square;
	const columns = place(leftPx, square, picture.widthPx);
	const rows = place(topPx, square, picture.heightPx);
	const line = createLine(columns.outside + 2);
	const light = new Float64Array(cells ** 2);
	for (let look = 0; look < cells * looks; look += 1) {
		const row = rows.at[look] ?? rows.outside;
		if (row === rows.outside) continue;
		const start = (rows.first + row) * picture.stridePx + columns.first;
		blend(line, picture, { start, count: columns.outside, down: rows.rest[look] ?? 0 });
		add(light, Math.floor(look / looks) * cells, line, columns);
	}
	const average = new Float32Array(light.length);
	for (let i = 0; i < light.length; i += 1) average[i] = (light[i] ?? 0) / looks ** 2;
	return average;
};

/** Where the looks along a side of the square lie, pixel centres being at whole numbers. */
interface Places {
	readonly looks: number;
	/** The first pixel that is seen, and how many are; the looks outside the picture lie behind them. */
	readonly first: number;
	readonly outside: number;
	/** The pixel before each look, counted from the first. */
	readonly at: Int32Array;
	/** How far behind it each look lies. */
	readonly rest: Float64Array;
}

const place = (startPx: number, { sizePx, cells, looks }: LookedAt, lengthPx: number): Places => {
	const count = cells * looks;
	const step = sizePx / count;
	const start = startPx + step / 2 - 0.5;
	const toPixel = (look: number): number => Math.floor(step * look + start) | 0;
	const first = Math.max(0, toPixel(0));
	const outside = Math.max(0, Math.min(lengthPx, toPixel(count - 1) + 2) - first);
	const at = new Int32Array(count);
	const rest = new Float64Array(count);
	for (let look = 0; look < count; look += 1) {
		const pixel = toPixel(look);
		const isInside = pixel >= 0 && pixel < lengthPx - 1;
		at[look] = isInside ? pixel - first : outside;
		rest[look] = isInside ? step * look + start - pixel : 0;
	}
	return { looks, first, outside, at, rest };
};

/** The colours between two rows of a picture. */
interface Line {
	readonly red: Float64Array;
	readonly green: Float64Array;
	readonly blue: Float64Array;
}

const createLine = (length: number): Line => ({
	red: new Float64Array(length),
	green: new Float64Array(length),
	blue: new Float64Array(length),
});

const blend = (
	line: Line,
	{ planes: [red, green, blue], stridePx }: ColourPlanes,
	{ start, count, down }: { readonly start: number; readonly count: number; readonly down: number },
): void => {
	for (let i = 0; i < count; i += 1) {
		const at = start + i;
		const below = at + stridePx;
		const r = red[at] ?? 0;
		const g = green[at] ?? 0;
		const b = blue[at] ?? 0;
		line.red[i] = r + ((red[below] ?? 0) - r) * down;
		line.green[i] = g + ((green[below] ?? 0) - g) * down;
		line.blue[i] = b + ((blue[below] ?? 0) - b) * down;
	}
};

/** How much the colours count for what is seen as light. */
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/** Adds the looks along a line to the cells that they belong to. */
const add = (
	light: Float64Array,
	firstCell: number,
	{ red, green, blue }: Line,
	{ looks, at, rest }: Places,
): void => {
	let look = 0;
	for (let cell = firstCell; look < at.length; cell += 1) {
		let redSum = 0;
		let greenSum = 0;
		let blueSum = 0;
		for (const end = look + looks; look < end; look += 1) {
			const i = at[look] ?? 0;
			const right = rest[look] ?? 0;
			const r = red[i] ?? 0;
			const g = green[i] ?? 0;
			const b = blue[i] ?? 0;
			redSum += (r + ((red[i + 1] ?? 0) - r) * right + 0.5) | 0;
			greenSum += (g + ((green[i + 1] ?? 0) - g) * right + 0.5) | 0;
			blueSum += (b + ((blue[i + 1] ?? 0) - b) * right + 0.5) | 0;
		}
		light[cell] = (light[cell] ?? 0) + RED * redSum + GREEN * greenSum + BLUE * blueSum;
	}
};
