import { assign } from "./assignment.ts";
import { findDoubtful } from "./doubt.ts";
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
	/** What the embedder's cosines mean; the default is dlib's network on photographs. */
	readonly similarity?: Similarity;
	/** How long a face may be away and be known by its place alone. */
	readonly forgetMillis?: number;
	/** How many people are remembered by their looks. */
	readonly maxPeople?: number;
	/** Told of everybody who is not remembered any longer. */
	readonly onForget?: (person: Person) => void;
}

/** Somebody, and what they look like on average, weighted by size and quality; of length 1. */
export interface Person {
	readonly Index: number;
	readonly looks: Float32Array | undefined;
}

/** All that a tracker knows: another one goes on with it. */
export interface TrackerState {
	readonly tracks: readonly Track[];
	/** How many people there have been. */
	readonly count: number;
}

/** Links the faces of one instant after the other to people. */
export interface Tracker {
	/** The Index of each face of an instant; instants come in the order of time. */
	readonly add: (timestampMillis: number, faces: readonly SeenFace[]) => readonly number[];
	/** Which faces of an instant it should be told the looks of before they are added: places of the list. */
	readonly toDoubtful: (timestampMillis: number, faces: readonly SeenFace[]) => readonly number[];
	readonly people: () => readonly Person[];
	readonly state: () => TrackerState;
}

/**
 * dlib's network, length 1: in photographs one person is 0.92 to 0.97 and two are 0.73 to 0.89; within one video a
 * person is 0.96 to 0.99. Two tracks of one person do less harm than one track of two.
 */
const SIMILARITY: Similarity = { middle: 0.93, spread: 0.012 };
/** Four missed samples at two a second; who is away for longer comes back from anywhere. */
const FORGET_MILLIS = 2500;
const MAX_PEOPLE = 500;

/** A tracker that remembers no more of a long video than of a short one. */
export const createTracker = (options: TrackerOptions, known?: TrackerState): Tracker => {
	const { similarity = SIMILARITY, forgetMillis = FORGET_MILLIS, maxPeople = MAX_PEOPLE } = options;
	const rules = { similarity, forgetMillis };
	let { tracks, count }: TrackerState = known ?? { tracks: [], count: 0 };
	const forget = (forgotten: readonly Track[]) => {
		for (const track of forgotten) options.onForget?.(toPerson(track));
	};
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
			const kept = [...seen, ...unseen.filter(isKept)];
			// The longest unseen come last, and are the ones to forget.
			tracks = kept.slice(0, Math.max(maxPeople, seen.length));
			forget([...unseen.filter((track) => !isKept(track)), ...kept.slice(tracks.length)]);
			const indexes = new Map(seen.map(({ Index }, row) => [order[row], Index]));
			return faces.map((_, i) => indexes.get(i) ?? -1);
		},
		toDoubtful: (timestampMillis, faces) => {
			const sightings = faces.map((face) => toSighting(timestampMillis, face, options));
			const gains = sightings.map((face) => tracks.map((track) => gainOf(track, face, rules)));
			return findDoubtful(sightings, gains, tracks);
		},
		people: () => tracks.map(toPerson),
		state: () => ({ tracks, count }),
	};
};

const toPerson = (track: Track): Person => ({ Index: track.Index, looks: toMean(track) });

/** From left to right, and from top to bottom. */
const byPlace = (one: Sighting | undefined, other: Sighting | undefined): number =>
	(one?.xPx ?? 0) - (other?.xPx ?? 0) ||
	(one?.yPx ?? 0) - (other?.yPx ?? 0) ||
	(one?.sizePx ?? 0) - (other?.sizePx ?? 0);
