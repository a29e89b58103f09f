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
	const seen: number[] = [];
	for (const type of TYPES) {
		const { X, Y } = landmarks.find(({ Type }) => Type === type) ?? {};
		if (X === undefined || Y === undefined) return undefined;
		seen.push(X * frame.widthPx, Y * frame.heightPx);
	}
	const points = centre(seen, 2);
	const size = Math.hypot(...points);
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

/** Points around their mean, so that where the head is does not matter. */
const centre = (coordinates: readonly number[], dimensions: number): readonly number[] => {
	const means = Array.from({ length: dimensions }, (_, dimension) => {
		const own = coordinates.filter((_value, i) => i % dimensions === dimension);
		return own.reduce((sum, value) => sum + value, 0) / own.length;
	});
	return coordinates.map((value, i) => value - (means[i % dimensions] ?? 0));
};

const TYPES = Object.keys(headModel);
/** The coordinates of the model's points one after the other. */
const MODEL = centre(Object.values(headModel).flat(), 3);

/** From here the descent starts: faces of every side, since from a profile it may end in a wrong valley. */
const STARTS = [-50, 0, 50].flatMap((Yaw) => [-25, 15].map((Pitch) => ({ Yaw, Pitch })));

/** How many of the starts are worth going on from. */
const DESCENTS = 2;

const fit = (points: readonly number[]): Turn => {
	const starts = STARTS.map((start) => measure(points, { ...start, Roll: 0 }));
	const fits = starts
		.toSorted((one, other) => one.error - other.error)
		.slice(0, DESCENTS)
		.map((start) => descend(points, start));
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
const descend = (points: readonly number[], start: Fit): Fit => {
	let best = start;
	let damping = 1e-3;
	for (let step = 0; step < STEPS; step += 1) {
		const next = measure(points, advance(points, best, damping));
		const gained = best.error - next.error;
		if (gained > 0) {
			best = next;
			damping /= 10;
		} else damping *= 10;
		if (gained >= 0 && gained < ENOUGH) break;
	}
	return best;
};

const advance = (points: readonly number[], { pose, rests }: Fit, damping: number): Turn => {
	const slopes = (["Yaw", "Pitch"] as const).map((angle) => {
		const probe = measure(points, { ...pose, [angle]: pose[angle] + PROBE_DEGREES });
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

/** The best Roll and size of the model that is turned so, as numbers only: it is asked eighty times a face. */
const measure = (points: readonly number[], { Yaw, Pitch }: Turn): Fit => {
	const [cosYaw, sinYaw] = circle(Yaw);
	const [cosPitch, sinPitch] = circle(Pitch);
	const turned: number[] = [];
	let [along, across, spread, whole] = [0, 0, 0, 0];
	for (let i = 0; i < TYPES.length; i += 1) {
		const [modelX, modelY, modelZ] = [
			MODEL[3 * i] ?? 0,
			MODEL[3 * i + 1] ?? 0,
			MODEL[3 * i + 2] ?? 0,
		];
		const [right, down] = [points[2 * i] ?? 0, points[2 * i + 1] ?? 0];
		const x = cosYaw * modelX + sinYaw * modelZ;
		const y = cosPitch * modelY - sinPitch * (cosYaw * modelZ - sinYaw * modelX);
		turned.push(x, y);
		along += x * right + y * down;
		across += x * down - y * right;
		spread += x * x + y * y;
		whole += right * right + down * down;
	}
	const [a, b, size] = [along / spread, across / spread, Math.sqrt(whole)];
	const rests: number[] = [];
	for (let i = 0; i < points.length; i += 2) {
		const [x, y] = [turned[i] ?? 0, turned[i + 1] ?? 0];
		rests.push(((points[i] ?? 0) - a * x + b * y) / size);
		rests.push(((points[i + 1] ?? 0) - b * x - a * y) / size);
	}
	const Roll = (Math.atan2(b, a) * 180) / Math.PI;
	return { pose: { Roll, Yaw, Pitch }, error: dot(rests, rests), rests };
};

const dot = (one: readonly number[], other: readonly number[]): number => {
	let sum = 0;
	for (let i = 0; i < one.length; i += 1) sum += (one[i] ?? 0) * (other[i] ?? 0);
	return sum;
};
