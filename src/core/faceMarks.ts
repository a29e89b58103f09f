import type { FaceMeasures, ShownShares } from "./faceMeasures.ts";
import { runNetwork } from "./smallNetwork.ts";
import type { SmallNetwork } from "./smallNetwork.ts";

/** What the small networks tell of a face by its picture alone; probabilities, 0..1. */
export interface FaceMarks {
	readonly beard: number;
	readonly mustache: number;
	/** Glasses that are no sunglasses. */
	readonly eyeglasses: number;
	readonly sunglasses: number;
	readonly eyesOpen: number;
}

/** What each network tells, in the order of its outputs. */
export const MARKS = {
	hair: ["beard", "mustache"],
	frame: ["eyeglasses"],
	lenses: ["sunglasses"],
	lids: ["eyesOpen"],
} as const satisfies Readonly<Record<keyof FaceMeasures, readonly (keyof FaceMarks)[]>>;

export type MarkNetworks = Readonly<Record<keyof FaceMeasures, SmallNetwork>>;

/** What is outside the picture is black, and says nothing. */
export const toFaceMarks = (
	measures: FaceMeasures,
	networks: MarkNetworks,
	shown: ShownShares = { hair: 1, eyes: 1 },
): FaceMarks => {
	const ask = (name: keyof FaceMeasures, part: keyof ShownShares): readonly number[] => {
		const least = LEAST_SHARES[part];
		const trust = Math.max(0, (shown[part] - least) / (1 - least));
		return runNetwork(networks[name], measures[name]).map(
			(probability) => 0.5 + (probability - 0.5) * trust,
		);
	};
	const [beard = 0.5, mustache = 0.5] = ask("hair", "hair");
	const [eyeglasses = 0.5] = ask("frame", "eyes");
	const [sunglasses = 0.5] = ask("lenses", "eyes");
	const [eyesOpen = 0.5] = ask("lids", "eyes");
	return { beard, mustache, eyeglasses, sunglasses, eyesOpen };
};

/** With no more of its places in the picture a network knows nothing; one black place makes a beard of a chin. */
const LEAST_SHARES: ShownShares = { hair: 0.9, eyes: 0.75 };
