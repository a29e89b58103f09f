import { toFaceCut } from "../src/core/faceCut.ts";
import { HAIR_BORDERS, measureHair } from "../src/core/facialHair.ts";
import type { HairContrast } from "../src/core/facialHair.ts";
import { drawPortraits } from "../test/support/portraits/portrait.ts";

/** What a drawn person has, and what was measured of it. */
interface Sample {
	readonly has: Readonly<Record<keyof HairContrast, boolean>>;
	readonly contrast: HairContrast;
}

const measure = (seed: number, count: number): readonly Sample[] =>
	[...drawPortraits(seed, count)].flatMap(({ landmarks, picture, placed }) => {
		const cut = toFaceCut(landmarks, picture);
		if (!cut) return [];
		const piece = picture.cut(cut.toPicture, cut.widthPx, cut.heightPx);
		const { jaw, lip } = placed.who.beard;
		return [{ has: { beard: jaw > 0, mustache: lip > 0 }, contrast: measureHair(piece, cut) }];
	});

const shareRight = (samples: readonly Sample[], kind: keyof HairContrast, border: number): number =>
	samples.filter(({ has, contrast }) => has[kind] === contrast[kind] > border).length /
	samples.length;

/** Fits the borders of beards and mustaches on some drawn people and tries them on others. */
const [seed = 1, count = 200] = process.argv.slice(2).map(Number);
const training = measure(seed, count);
const held = measure(seed + 1, Math.ceil(count / 2));
for (const kind of ["beard", "mustache"] as const) {
	const borders = Array.from({ length: 61 }, (_, i) => i / 100);
	const best = borders.reduce((one, other) =>
		shareRight(training, kind, other) > shareRight(training, kind, one) ? other : one,
	);
	const line = (name: string, border: number): string =>
		`${name} ${border}: ${(100 * shareRight(training, kind, border)).toFixed(1)} % of ${training.length} right, ` +
		`${(100 * shareRight(held, kind, border)).toFixed(1)} % of ${held.length} others`;
	console.log(`${kind}\n  ${line("fitted", best)}\n  ${line("used", HAIR_BORDERS[kind])}`);
}
