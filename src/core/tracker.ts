import { assign } from "./assignment.ts";
import {
	follow,
	gainOf,
	miss,
	type SeenFace,
	type Sighting,
	type Similarity,
	startTrack,
	toMean,
	toSighting,
	type Track,
} from "./track.ts";

export interface TrackerOptions {
	/** The size of the pictures that faces are found in. */
	readonly widthPx: number;
	readonly heightPx: number;
	/** What the embedder's cosines mean; the default is MobileFaceNet's on photographs. */
	readonly similarity?: Similarity;
	/** How long a face may be away and be known by its place alone. */
	readonly forgetMillis?: number;
	/** How many people are remembered by their looks. */
	readonly maxPeople?: number;
}

/** Links the faces of one instant after the other to people. */
export interface Tracker {
	/** The Index of each face of an instant; instants come in the order of time. */
	readonly add: (timestampMillis: number, faces: readonly SeenFace[]) => readonly number[];
	/** What somebody looks like on average, weighted by size and quality, while that is remembered. */
	readonly meanOf: (Index: number) => Float32Array | undefined;
}

/** One person is 0.54 to 0.75, two are at most 0.23; profiles of one person lie between. */
const SIMILARITY: Similarity = { middle: 0.4, spread: 0.04 };
/** Four missed samples at two a second; who is away for longer comes back from anywhere. */
const FORGET_MILLIS = 2500;
const MAX_PEOPLE = 500;

/** A tracker that remembers no more of a long video than of a short one. */
export const createTracker = (options: TrackerOptions): Tracker => {
	const { similarity = SIMILARITY, forgetMillis = FORGET_MILLIS, maxPeople = MAX_PEOPLE } = options;
	const rules = { similarity, forgetMillis };
	let tracks: readonly Track[] = [];
	let count = 0;
	return {
		add: (timestampMillis, faces) => {
			const sightings = faces.map((face) => toSighting(timestampMillis, face, options));
			// In an order of its own, so that the detector's order decides nothing.
			const order = [...sightings.keys()].toSorted((a, b) => byPlace(sightings[a], sightings[b]));
			const sorted = order.flatMap((i) => sightings[i] ?? []);
			const chosen = assign(
				sorted.map((face) => tracks.map((track) => gainOf(track, face, rules))),
			);
			const seen = sorted.map((face, row) => {
				const track = tracks[chosen[row] ?? -1];
				return track ? follow(track, face) : startTrack(count++, face);
			});
			const taken = new Set(chosen);
			const unseen = tracks
				.filter((_, column) => !taken.has(column))
				.map((track) => miss(track, timestampMillis, options));
			const isKept = ({ last, sum, hasLeft }: Track): boolean =>
				sum !== undefined || (!hasLeft && timestampMillis - last.timestampMillis < forgetMillis);
			// The longest unseen come last, and are the ones to forget.
			tracks = [...seen, ...unseen.filter(isKept)].slice(0, Math.max(maxPeople, seen.length));
			const indexes = new Map(seen.map(({ Index }, row) => [order[row], Index]));
			return faces.map((_, i) => indexes.get(i) ?? -1);
		},
		meanOf: (Index) => {
			const track = tracks.find((each) => each.Index === Index);
			return track && toMean(track);
		},
	};
};

/** From left to right, and from top to bottom. */
const byPlace = (one: Sighting | undefined, other: Sighting | undefined): number =>
	(one?.xPx ?? 0) - (other?.xPx ?? 0) ||
	(one?.yPx ?? 0) - (other?.yPx ?? 0) ||
	(one?.sizePx ?? 0) - (other?.sizePx ?? 0);
