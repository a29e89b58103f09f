import type { ChosenDetector, DetectorPreference } from "./models.ts";

/** A network that is not there costs seconds at every look: it is looked at again after a while only. */
const RETRY_MILLIS = 10 * 60 * 1000;

type Choose<Options> = (
	preference: DetectorPreference,
	options: Options,
) => Promise<ChosenDetector>;

/** Keeps a choice that is not the wanted one, with its warnings, for some minutes. */
export const rememberFallback = <Options>(
	choose: Choose<Options>,
	now: () => number = Date.now,
): Choose<Options> => {
	let kept: { readonly chosen: ChosenDetector; readonly untilMillis: number } | undefined;
	return async (preference, options) => {
		if (preference !== "ssd" && kept && now() < kept.untilMillis) return kept.chosen;
		const chosen = await choose(preference, options);
		if (chosen.warnings.length) kept = { chosen, untilMillis: now() + RETRY_MILLIS };
		return chosen;
	};
};
