import type { FaceDetection } from "@aws-sdk/client-rekognition";

/** The usual distance of Rekognition's samples, for a result with a single instant. */
const DEFAULT_INTERVAL_MILLIS = 500;
/** A player's clock and a rounded-down Timestamp may be this far apart for the same frame. */
const ROUNDING_MILLIS = 1;

/** The faces of a video by time. */
export interface Timeline {
	readonly faceCount: number;
	/** The time from one sample to the next, as the result shows it. */
	readonly intervalMillis: number;
	/** The faces of the last sample at or before a time; none when that sample is too old to be true still. */
	readonly at: (timeMillis: number) => readonly FaceDetection[];
}

/** Collects the pages of a result, which come in the order of time, into one that can be asked at any time. */
export const createTimeline = (faces: readonly FaceDetection[]): Timeline => {
	const samples = toSamples(faces);
	const intervalMillis = toInterval(samples);
	return {
		faceCount: faces.length,
		intervalMillis,
		at: (timeMillis) => {
			const sample = findLast(samples, timeMillis + ROUNDING_MILLIS);
			const isTrueStill = sample && timeMillis < sample.timestampMillis + intervalMillis;
			return isTrueStill ? sample.faces : [];
		},
	};
};

interface Sample {
	readonly timestampMillis: number;
	readonly faces: FaceDetection[];
}

const toSamples = (faces: readonly FaceDetection[]): readonly Sample[] => {
	const samples: Sample[] = [];
	for (const face of faces.toSorted((a, b) => (a.Timestamp ?? 0) - (b.Timestamp ?? 0))) {
		const timestampMillis = face.Timestamp ?? 0;
		const last = samples.at(-1);
		if (last?.timestampMillis === timestampMillis) last.faces.push(face);
		else samples.push({ timestampMillis, faces: [face] });
	}
	return samples;
};

/** The median gap: samples without a face are not in the result, and make some gaps long. */
const toInterval = (samples: readonly Sample[]): number => {
	const gaps = samples
		.slice(1)
		.map(({ timestampMillis }, i) => timestampMillis - (samples[i]?.timestampMillis ?? 0))
		.toSorted((a, b) => a - b);
	return gaps[Math.floor(gaps.length / 2)] ?? DEFAULT_INTERVAL_MILLIS;
};

const findLast = (samples: readonly Sample[], timeMillis: number): Sample | undefined => {
	let low = 0;
	let high = samples.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((samples[middle]?.timestampMillis ?? 0) <= timeMillis) low = middle + 1;
		else high = middle;
	}
	return samples[low - 1];
};
