import type { AgeRange } from "@aws-sdk/client-rekognition";

/** The network's mean absolute error by age, as its authors measured it: from this age on, so many years. */
const MEAN_ERRORS = [
	{ fromYears: 80, errorYears: 9.91 },
	{ fromYears: 60, errorYears: 6.17 },
	{ fromYears: 41, errorYears: 4.94 },
	{ fromYears: 29, errorYears: 5.43 },
	{ fromYears: 19, errorYears: 4.99 },
	{ fromYears: 9, errorYears: 4.82 },
	{ fromYears: 4, errorYears: 3.06 },
	{ fromYears: 0, errorYears: 1.52 },
] as const;
/** Errors that fall off as a bell or as two slopes stay within this many mean errors four times out of five. */
const FOUR_IN_FIVE = 1.6;
const OLDEST_YEARS = 120;

/** The years that hold the age four times out of five; up to twice as many for a face that is hard to see. */
export const toAgeRange = (ageYears: number, reliability: number): Required<AgeRange> => {
	const years = Math.min(OLDEST_YEARS, Math.max(0, ageYears));
	const { errorYears } = MEAN_ERRORS.find(({ fromYears }) => years >= fromYears) ?? MEAN_ERRORS[0];
	const spread = errorYears * FOUR_IN_FIVE * (2 - reliability);
	return { Low: Math.max(0, Math.floor(years - spread)), High: Math.ceil(years + spread) };
};
