import type { PictureSize } from "../../../scripts/sample/pose.ts";

const BLOCK_PX = 8;

/** What a video codec leaves of a picture: colours in half the detail, fine shades in coarse steps. */
export const compress = (rgb: Uint8Array, size: PictureSize, step: number): Uint8Array => {
	const area = size.widthPx * size.heightPx;
	const planes = [0, 1, 2].map(() => new Float32Array(area));
	const [luma, blue, red] = planes;
	if (!luma || !blue || !red) return rgb;
	for (let i = 0; i < area; i += 1) {
		const [r = 0, g = 0, b = 0] = rgb.subarray(3 * i, 3 * i + 3);
		luma[i] = 0.299 * r + 0.587 * g + 0.114 * b;
		blue[i] = b - (luma[i] ?? 0);
		red[i] = r - (luma[i] ?? 0);
	}
	for (const plane of planes) coarsen(plane, size, step);
	const [halfBlue, halfRed] = [halve(blue, size), halve(red, size)];
	const bytes = new Uint8ClampedArray(rgb.length);
	for (let i = 0; i < area; i += 1) {
		const [y, b, r] = [luma[i] ?? 0, halfBlue[i] ?? 0, halfRed[i] ?? 0];
		bytes.set([y + r, y - (0.299 * r + 0.114 * b) / 0.587, y + b], 3 * i);
	}
	return new Uint8Array(bytes);
};

/** Each square of four pixels gets their mean. */
const halve = (plane: Float32Array, { widthPx, heightPx }: PictureSize): Float32Array =>
	plane.map((_, i) => {
		const left = (i % widthPx) & ~1;
		const top = Math.floor(i / widthPx) & ~1;
		const right = Math.min(left + 1, widthPx - 1);
		const bottom = Math.min(top + 1, heightPx - 1);
		const at = (x: number, y: number): number => plane[y * widthPx + x] ?? 0;
		return (at(left, top) + at(right, top) + at(left, bottom) + at(right, bottom)) / 4;
	});

/** Rounds the waves of each block, high ones more. */
const coarsen = (plane: Float32Array, { widthPx, heightPx }: PictureSize, step: number): void => {
	const block = new Float32Array(BLOCK_PX ** 2);
	for (let top = 0; top < heightPx; top += BLOCK_PX)
		for (let left = 0; left < widthPx; left += BLOCK_PX) {
			const place = (i: number): number => {
				const x = Math.min(widthPx - 1, left + (i % BLOCK_PX));
				return Math.min(heightPx - 1, top + Math.floor(i / BLOCK_PX)) * widthPx + x;
			};
			for (let i = 0; i < block.length; i += 1) block[i] = plane[place(i)] ?? 0;
			const waves = transform(block, false).map((value, i) => {
				const coarse = step * (0.6 + ((i % BLOCK_PX) + Math.floor(i / BLOCK_PX)) / 6);
				return Math.round(value / coarse) * coarse;
			});
			const back = transform(waves, true);
			for (let i = 0; i < block.length; i += 1) plane[place(i)] = back[i] ?? 0;
		}
};

/** The cosines of a block, across and down. */
const COSINES = Float32Array.from({ length: BLOCK_PX ** 2 }, (_, i) => {
	const [wave, place] = [Math.floor(i / BLOCK_PX), i % BLOCK_PX];
	const norm = wave === 0 ? Math.sqrt(1 / BLOCK_PX) : Math.sqrt(2 / BLOCK_PX);
	return norm * Math.cos(((2 * place + 1) * wave * Math.PI) / (2 * BLOCK_PX));
});

const transform = (block: Float32Array, isBack: boolean): Float32Array => {
	const lines = (values: Float32Array, along: number, across: number): Float32Array => {
		const result = new Float32Array(values.length);
		for (let line = 0; line < BLOCK_PX; line += 1)
			for (let to = 0; to < BLOCK_PX; to += 1) {
				let sum = 0;
				for (let from = 0; from < BLOCK_PX; from += 1) {
					const cosine = isBack ? from * BLOCK_PX + to : to * BLOCK_PX + from;
					sum += (COSINES[cosine] ?? 0) * (values[line * across + from * along] ?? 0);
				}
				result[line * across + to * along] = sum;
			}
		return result;
	};
	return lines(lines(block, 1, BLOCK_PX), BLOCK_PX, 1);
};
