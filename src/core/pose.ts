import type { Landmark, Pose } from "@aws-sdk/client-rekognition";

/**
 * Where the five points of a head lie that looks into the camera: to the picture's right, down, and towards the viewer,
 * in distances of the eyes.
 */
export const headModel = {
	eyeLeft: [-0.5, 0, 0],
	eyeRight: [0.5, 0, 0],
	nose: [0, 0.58, 0.46],
	mouthLeft: [-0.39, 1.08, -0.03],
	mouthRight: [0.39, 1.08, -0.03],
} as const satisfies Readonly<Record<string, Vector>>;

/** Rekognition's Pose, complete. */
export type Turn = { readonly [Angle in keyof Pose]-?: number };

type Vector = readonly [number, number, number];
type Row = readonly [number, number];

/**
 * How a head is turned, in degrees, from Rekognition's five landmarks: Yaw to the picture's right, Pitch up, Roll
 * clockwise. Undefined where a landmark is missing or all lie in one place.
 */
export const toPose = (
	landmarks: readonly Landmark[],
	frame: { readonly widthPx: number; readonly heightPx: number },
): Turn | undefined => {
	const found = Object.entries(headModel).flatMap(([type, model]) => {
		const { X, Y } = landmarks.find(({ Type }) => Type === type) ?? {};
		if (X === undefined || Y === undefined) return [];
		return [{ model, seen: [X * frame.widthPx, Y * frame.heightPx] as const }];
	});
	if (found.length < Object.keys(headModel).length) return undefined;
	const points = centre(found);
	const size = Math.hypot(...points.flatMap(({ seen }) => seen));
	return size > 0 && Number.isFinite(size) ? fit(points) : undefined;
};

/** Where a point of a head comes to lie: right and down, seen from far away. */
export const project = ([x, y, z]: Vector, { Yaw, Pitch, Roll }: Turn): Row => {
	const [cosYaw, sinYaw] = circle(Yaw);
	const [cosPitch, sinPitch] = circle(Pitch);
	const [cosRoll, sinRoll] = circle(Roll);
	const right = cosYaw * x + sinYaw * z;
	const near = cosYaw * z - sinYaw * x;
	const down = cosPitch * y - sinPitch * near;
	return [cosRoll * right - sinRoll * down, sinRoll * right + cosRoll * down];
};

const circle = (degrees: number): readonly [cosine: number, sine: number] => {
	const radians = (degrees * Math.PI) / 180;
	return [Math.cos(radians), Math.sin(radians)];
};

interface Pair {
	readonly model: Vector;
	readonly seen: Row;
}

/** Both clouds around their means, so that where the head is does not matter. */
const centre = (pairs: readonly Pair[]): readonly Pair[] => {
	const mean = (pick: (pair: Pair) => number): number =>
		pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
	const [x, y, z] = [0, 1, 2].map((i) => mean(({ model }) => model[i] ?? 0));
	const [right, down] = [0, 1].map((i) => mean(({ seen }) => seen[i] ?? 0));
	return pairs.map(({ model, seen }) => ({
		model: [model[0] - (x ?? 0), model[1] - (y ?? 0), model[2] - (z ?? 0)],
		seen: [seen[0] - (right ?? 0), seen[1] - (down ?? 0)],
	}));
};

/** From here the descent starts: faces of every side, since from a profile it may end in a wrong valley. */
const STARTS = [-50, 0, 50].flatMap((Yaw) => [-25, 15].map((Pitch) => ({ Yaw, Pitch })));

/** How many of the starts are worth going on from. */
const DESCENTS = 2;

const fit = (pairs: readonly Pair[]): Turn => {
	const starts = STARTS.map((start) => measure(pairs, { ...start, Roll: 0 }));
	const fits = starts
		.toSorted((one, other) => one.error - other.error)
		.slice(0, DESCENTS)
		.map((start) => descend(pairs, start));
	const best = fits.reduce((one, other) => (other.error < one.error ? other : one));
	const { Yaw, Pitch, Roll } = best.pose;
	return { Roll, Yaw, Pitch };
};

interface Fit {
	readonly pose: Turn;
	/** What is left over of the squared size of the head. */
	readonly error: number;
	/** By how much Yaw and Pitch miss; zero at the best pose. */
	readonly rests: readonly number[];
}

const STEPS = 12;
/** Of the squared size of the head: what no longer shows in the angles. */
const ENOUGH = 1e-14;
const PROBE_DEGREES = 0.01;
/** Beyond these a detector finds no face. */
const MAX_TURN = 100;

/** Gauss–Newton with Levenberg's damping on Yaw and Pitch; the best Roll and size follow from these. */
const descend = (pairs: readonly Pair[], start: Fit): Fit => {
	let best = start;
	let damping = 1e-3;
	for (let step = 0; step < STEPS; step += 1) {
		const next = measure(pairs, advance(pairs, best, damping));
		const gained = best.error - next.error;
		if (gained > 0) {
			best = next;
			damping /= 10;
		} else damping *= 10;
		if (gained >= 0 && gained < ENOUGH) break;
	}
	return best;
};

const advance = (pairs: readonly Pair[], { pose, rests }: Fit, damping: number): Turn => {
	const slopes = (["Yaw", "Pitch"] as const).map((angle) => {
		const probe = measure(pairs, { ...pose, [angle]: pose[angle] + PROBE_DEGREES });
		return probe.rests.map((rest, i) => (rest - (rests[i] ?? 0)) / PROBE_DEGREES);
	});
	const [yaw = [], pitch = []] = slopes;
	const [a, b, d] = [dot(yaw, yaw), dot(yaw, pitch), dot(pitch, pitch)];
	const [p, q] = [dot(yaw, rests), dot(pitch, rests)];
	const [da, dd] = [a * (1 + damping) + 1e-12, d * (1 + damping) + 1e-12];
	const determinant = da * dd - b * b;
	return {
		Roll: pose.Roll,
		Yaw: toPossible(pose.Yaw - (dd * p - b * q) / determinant),
		Pitch: toPossible(pose.Pitch - (da * q - b * p) / determinant),
	};
};

const toPossible = (angle: number): number => Math.max(-MAX_TURN, Math.min(MAX_TURN, angle));

const measure = (pairs: readonly Pair[], { Yaw, Pitch }: Turn): Fit => {
	const turned = pairs.map(({ model }) => project(model, { Yaw, Pitch, Roll: 0 }));
	let [along, across, spread, whole] = [0, 0, 0, 0];
	for (const [i, { seen }] of pairs.entries()) {
		const [x, y] = turned[i] ?? [0, 0];
		along += x * seen[0] + y * seen[1];
		across += x * seen[1] - y * seen[0];
		spread += x * x + y * y;
		whole += seen[0] ** 2 + seen[1] ** 2;
	}
	const [a, b] = [along / spread, across / spread];
	const rests = pairs.flatMap(({ seen }, i) => {
		const [x, y] = turned[i] ?? [0, 0];
		return [seen[0] - a * x + b * y, seen[1] - b * x - a * y].map(
			(rest) => rest / Math.sqrt(whole),
		);
	});
	const Roll = (Math.atan2(b, a) * 180) / Math.PI;
	return { pose: { Roll, Yaw, Pitch }, error: dot(rests, rests), rests };
};

const dot = (one: readonly number[], other: readonly number[]): number =>
	one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
