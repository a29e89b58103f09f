import type { Frame } from "../../src/local/frame.ts";

/** The frame out of focus: softened by a bell of this standard deviation. */
export const blurFrame = (frame: Frame, sigmaPx: number): Frame => {
	const { paddedWidthPx, paddedHeightPx, planes } = frame;
	const area = paddedWidthPx * paddedHeightPx;
	const bell = toBell(sigmaPx);
	const blurred = new Uint8Array(planes.length);
	for (let start = 0; start < planes.length; start += area) {
		const plane = Float32Array.from(planes.subarray(start, start + area));
		const across = spread(plane, bell, { lines: paddedHeightPx, step: 1 });
		const both = spread(across, bell, { lines: paddedWidthPx, step: paddedWidthPx });
		for (const [i, value] of both.entries()) blurred[start + i] = Math.round(value);
	}
	return { ...frame, planes: blurred };
};

const toBell = (sigma: number): readonly number[] => {
	const reach = Math.ceil(3 * sigma);
	const bell = Array.from({ length: 2 * reach + 1 }, (_, i) =>
		sigma > 0 ? Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)) : 1,
	);
	const sum = bell.reduce((total, value) => total + value, 0);
	return bell.map((value) => value / sum);
};

/** Along lines whose pixels are `step` apart; beyond their ends is what is at their ends. */
const spread = (
	plane: Float32Array,
	bell: readonly number[],
	{ lines, step }: { readonly lines: number; readonly step: number },
): Float32Array => {
	const length = plane.length / lines;
	const reach = (bell.length - 1) / 2;
	const result = new Float32Array(plane.length);
	for (let line = 0; line < lines; line += 1) {
		const start = step === 1 ? line * length : line;
		for (let i = 0; i < length; i += 1) {
			let sum = 0;
			for (let k = -reach; k <= reach; k += 1) {
				const at = Math.max(0, Math.min(length - 1, i + k));
				sum += (bell[k + reach] ?? 0) * (plane[start + at * step] ?? 0);
			}
			result[start + i * step] = sum;
		}
	}
	return result;
};
