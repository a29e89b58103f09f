import type { Sighting, Track } from "./track.ts";

/** People change little within a second; what they look like on average gets better with every look. */
const LOOKS_MILLIS = 1000;
/** Below it a face may as well be somebody new. */
const SURE_GAIN = 1;
/** What another track or face may be behind the best and still be meant, in units of log likelihood. */
const SURE_LEAD = 3;
/** Fewer pixels show nobody in particular. */
const MIN_SIZE_PX = 20;
/** So many at an instant: in a crowd the others have their turn at the next ones. */
const MAX_LOOKS = 16;

/** The faces whose looks would tell more than their places do: the largest first. */
export const findDoubtful = (
	faces: readonly Sighting[],
	gains: readonly (readonly number[])[],
	tracks: readonly Track[],
): readonly number[] => {
	const isDoubtful = (face: Sighting, row: number): boolean => {
		const own = gains[row] ?? [];
		const best = own.reduce((a, b) => Math.max(a, b), -Infinity);
		if (best < SURE_GAIN) return true;
		const column = own.indexOf(best);
		const rivals = [...own.toSpliced(column, 1), ...columnOf(gains, column).toSpliced(row, 1)];
		if (rivals.some((gain) => gain > best - SURE_LEAD)) return true;
		const { looksMillis = -Infinity } = tracks[column] ?? {};
		return face.timestampMillis - looksMillis >= LOOKS_MILLIS;
	};
	return faces
		.flatMap((face, row) =>
			face.sizePx >= MIN_SIZE_PX && isDoubtful(face, row) ? [{ row, sizePx: face.sizePx }] : [],
		)
		.toSorted((a, b) => b.sizePx - a.sizePx)
		.slice(0, MAX_LOOKS)
		.map(({ row }) => row);
};

const columnOf = (gains: readonly (readonly number[])[], column: number): readonly number[] =>
	gains.map((row) => row[column] ?? -Infinity);
