import type { BoundingBox, ImageQuality, Pose } from "@aws-sdk/client-rekognition";

/** What a tracker looks at. */
export interface SeenFace {
	readonly BoundingBox?: BoundingBox | undefined;
	readonly Confidence?: number | undefined;
	readonly Quality?: ImageQuality | undefined;
	readonly Pose?: Pose | undefined;
	/** Of length 1. */
	readonly embedding?: Float32Array | undefined;
}

/** A face as tracks see it. */
export interface Sighting {
	readonly timestampMillis: number;
	/** The centre of the face. */
	readonly xPx: number;
	readonly yPx: number;
	readonly sizePx: number;
	/** Which edges of the picture it touches: −1 left or top, 1 right or bottom, 0 none. */
	readonly edgeX: number;
	readonly edgeY: number;
	readonly embedding: Float32Array | undefined;
	/** How far the embedding is to be trusted, 0..1. */
	readonly weight: number;
}

/** Somebody on the way through the video. */
export interface Track {
	readonly Index: number;
	readonly last: Sighting;
	/** Pixels a second. */
	readonly velocityX: number;
	readonly velocityY: number;
	/** The embeddings so far, each with its weight; its length is free. */
	readonly sum: Float32Array | undefined;
	readonly weight: number;
	/** When its looks were taken last. */
	readonly looksMillis: number | undefined;
	/** Out of the picture, so that whoever comes in there is somebody else unless looks say otherwise. */
	readonly hasLeft: boolean;
}

/** Which cosines two embeddings have. */
export interface Similarity {
	/** As likely of one person as of two. */
	readonly middle: number;
	/** By how much more it takes to be e times as likely of one person. */
	readonly spread: number;
}

/** From here on a face shows all that an embedding asks for; below, less and less. */
const FULL_SIZE_PX = 64;
const FULL_SHARPNESS = 50;
/** Turned so far, somebody looks like anybody. */
const PROFILE_DEGREES = 90;
/** A face is about this much higher than wide. When an edge cuts a face, one side still tells its size. */
const HEIGHT_BY_WIDTH = 1.25;

export const toSighting = (
	timestampMillis: number,
	{ BoundingBox: box = {}, Confidence = 100, Quality, Pose, embedding }: SeenFace,
	frame: { readonly widthPx: number; readonly heightPx: number },
): Sighting => {
	const { Left = 0, Top = 0, Width = 0, Height = 0 } = box;
	const heightPx = Height * frame.heightPx;
	const sizePx = Math.max(1, Width * frame.widthPx, heightPx / HEIGHT_BY_WIDTH);
	const sharpness = Math.min(1, (Quality?.Sharpness ?? FULL_SHARPNESS) / FULL_SHARPNESS);
	const frontal = Math.max(0, 1 - Math.abs(Pose?.Yaw ?? 0) / PROFILE_DEGREES);
	return {
		timestampMillis,
		xPx: (Left + Width / 2) * frame.widthPx,
		yPx: (Top + Height / 2) * frame.heightPx,
		sizePx,
		edgeX: toEdge(Left, Left + Width),
		edgeY: toEdge(Top, Top + Height),
		embedding,
		weight: embedding
			? (Math.min(1, sizePx / FULL_SIZE_PX) * sharpness * frontal * Confidence) / 100
			: 0,
	};
};

/** Detectors end a box a little before or behind the edge that cuts the face. */
const EDGE = 0.01;

const toEdge = (low: number, high: number): number => (low < EDGE ? -1 : high > 1 - EDGE ? 1 : 0);

/** How far a face may stray from where it is expected, in face sizes: at once, and more with every second. */
const STRAY = 0.2;
const STRAY_PER_SECOND = 1.2;
const MAX_STRAY = 1.6;
/** The same for its size, as a logarithm: zooms are slower than walks. */
const GROWTH = 0.15;
const GROWTH_PER_SECOND = 0.4;
const MAX_GROWTH = 0.5;
/** What a face in the very place is worth, in units of log likelihood, when the place is sure. */
const PLACE_GAIN = 5;
/** Looks may contradict the place, so that the place is not worth more than they can be. */
const MAX_PLACE_GAIN = 4;
/** The price of a leap, which only looks can pay: after a cut anybody may be anywhere. */
const LEAP_PRICE = 3;
const MAX_LOOKS_GAIN = 8;
/** Nobody keeps walking the same way for longer. */
const WALK_SECONDS = 1;

/** How much likelier it is that a track leads to this face than that the face is new, as a logarithm. */
export const gainOf = (
	track: Track,
	face: Sighting,
	{ similarity, forgetMillis }: { readonly similarity: Similarity; readonly forgetMillis: number },
): number => {
	const looks = toLooksGain(track, face, similarity);
	const isRecent = face.timestampMillis - track.last.timestampMillis <= forgetMillis;
	const place = isRecent && !track.hasLeft ? toPlaceGain(track, face) : -Infinity;
	return looks === 0 ? place : looks + Math.max(place, -LEAP_PRICE);
};

const toPlaceGain = (track: Track, face: Sighting): number => {
	const { last } = track;
	const seconds = toSeconds(last.timestampMillis, face.timestampMillis);
	const expected = expect(track, seconds);
	const awayPx = Math.hypot(face.xPx - expected.xPx, face.yPx - expected.yPx);
	const away = awayPx / ((face.sizePx + last.sizePx) / 2);
	const stray = Math.min(MAX_STRAY, STRAY + STRAY_PER_SECOND * seconds);
	const grown = Math.log(face.sizePx / last.sizePx);
	const growth = Math.min(MAX_GROWTH, GROWTH + GROWTH_PER_SECOND * seconds);
	const best = Math.min(MAX_PLACE_GAIN, PLACE_GAIN - 2 * Math.log(stray / STRAY));
	return best - away ** 2 / (2 * stray ** 2) - grown ** 2 / (2 * growth ** 2);
};

const expect = ({ last, velocityX, velocityY }: Track, seconds: number) => {
	const walked = WALK_SECONDS * (1 - Math.exp(-seconds / WALK_SECONDS));
	return { xPx: last.xPx + velocityX * walked, yPx: last.yPx + velocityY * walked };
};

const toLooksGain = (track: Track, face: Sighting, { middle, spread }: Similarity): number => {
	if (!track.sum || !face.embedding) return 0;
	const length = Math.sqrt(dot(track.sum, track.sum));
	if (length === 0) return 0;
	const gain = (dot(track.sum, face.embedding) / length - middle) / spread;
	const trusted = Math.min(face.weight, track.weight, 1);
	return trusted * Math.max(-MAX_LOOKS_GAIN, Math.min(MAX_LOOKS_GAIN, gain));
};

/** Over this time a new velocity replaces an old one: the boxes of fast samples tremble. */
const SETTLING_SECONDS = 0.25;
/** Older views fade when a track has more: people put on glasses. */
const MAX_WEIGHT = 30;

/** Somebody at the edge who moves out by so many face sizes a second is on the way out. */
const LEAVING_SPEED = 0.2;
/** Who vanishes this near to a side, in face sizes, and stays away, went out faster than was seen. */
const NEAR_SIDE = 0.75;
const AWAY_SECONDS = 1;

/** The track as it is after an instant at which it was not seen. */
export const miss = (
	track: Track,
	timestampMillis: number,
	frame: { readonly widthPx: number; readonly heightPx: number },
): Track => {
	if (track.hasLeft) return track;
	const { last, velocityX, velocityY } = track;
	const seconds = toSeconds(last.timestampMillis, timestampMillis);
	const { xPx, yPx } = expect(track, seconds);
	const isOutside = xPx < 0 || yPx < 0 || xPx > frame.widthPx || yPx > frame.heightPx;
	const outwards = Math.max(last.edgeX * velocityX, last.edgeY * velocityY) / last.sizePx;
	const toSidePx = Math.min(last.xPx, frame.widthPx - last.xPx) - last.sizePx / 2;
	const isAway = seconds >= AWAY_SECONDS && toSidePx < NEAR_SIDE * last.sizePx;
	const hasLeft = isOutside || isAway || outwards > LEAVING_SPEED;
	return hasLeft ? { ...track, hasLeft } : track;
};

/** The track as it is after this face. */
export const follow = (track: Track, face: Sighting): Track => ({
	Index: track.Index,
	last: face,
	hasLeft: false,
	...toVelocity(track, face),
	...addLooks(track, face),
});

export const startTrack = (Index: number, face: Sighting): Track => ({
	Index,
	last: face,
	hasLeft: false,
	velocityX: 0,
	velocityY: 0,
	...addLooks({ sum: undefined, weight: 0, looksMillis: undefined }, face),
});

const toVelocity = (track: Track, face: Sighting): Pick<Track, "velocityX" | "velocityY"> => {
	const seconds = toSeconds(track.last.timestampMillis, face.timestampMillis);
	const isLeap = seconds > WALK_SECONDS || toPlaceGain(track, face) <= 0;
	if (isLeap || seconds <= 0) return { velocityX: 0, velocityY: 0 };
	const share = 1 - Math.exp(-seconds / SETTLING_SECONDS);
	const newX = (face.xPx - track.last.xPx) / seconds;
	const newY = (face.yPx - track.last.yPx) / seconds;
	return {
		velocityX: track.velocityX + share * (newX - track.velocityX),
		velocityY: track.velocityY + share * (newY - track.velocityY),
	};
};

type Looks = Pick<Track, "sum" | "weight" | "looksMillis">;

const addLooks = ({ sum, weight, looksMillis }: Looks, face: Sighting): Looks => {
	const { embedding } = face;
	if (!embedding) return { sum, weight, looksMillis };
	if (face.weight === 0) return { sum, weight, looksMillis: face.timestampMillis };
	const kept = Math.min(1, (MAX_WEIGHT - face.weight) / Math.max(weight, 1e-9));
	return {
		looksMillis: face.timestampMillis,
		sum: embedding.map((value, i) => kept * (sum?.[i] ?? 0) + face.weight * value),
		weight: kept * weight + face.weight,
	};
};

/** The mean of a track's looks, of length 1. */
export const toMean = ({ sum }: Track): Float32Array | undefined => {
	const length = sum && Math.sqrt(dot(sum, sum));
	return length ? sum.map((value) => value / length) : undefined;
};

const dot = (a: Float32Array, b: Float32Array): number => {
	let sum = 0;
	for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
};

const toSeconds = (fromMillis: number, toMillis: number): number =>
	Math.max(0, toMillis - fromMillis) / 1000;
