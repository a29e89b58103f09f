import { clamp, lerp, smoothstep } from "./maths.ts";
import { people, type Identity } from "./people.ts";
import type { Placed } from "./person.ts";

/** A value over time: pairs of seconds and value, gone through smoothly, held before and after. */
type Course = readonly (readonly [seconds: number, value: number])[];

/** One person's part in the sample. */
interface Role {
	readonly who: Identity;
	readonly left: Course;
	readonly height: Course;
	readonly yaw: Course;
	readonly smile: Course;
	readonly talk: Course;
	/** Seconds between blinks; also sets each one's rhythm apart. */
	readonly rhythm: number;
}

export const sampleSeconds = 14;

const quiet: Course = [[0, 0]];

/** One, two, three faces; two go, two others come. */
const roles: readonly Role[] = [
	{
		who: people.clara,
		left: [
			[5.6, -0.25],
			[7, 0.19],
			[9.9, 0.19],
			[11.1, -0.25],
		],
		height: [[0, 0.4]],
		yaw: [
			[5.6, 22],
			[7, 12],
			[8.2, -6],
			[9.6, 4],
			[10.2, -24],
		],
		smile: [
			[6.6, 0.2],
			[7.6, 0.9],
			[9.4, 0.5],
		],
		talk: [
			[8, 0],
			[8.3, 0.6],
			[8.6, 0.1],
			[8.9, 0.5],
			[9.2, 0],
		],
		rhythm: 2.3,
	},
	{
		who: people.bruno,
		left: [
			[2.4, 1.25],
			[3.9, 0.69],
			[5.8, 0.69],
			[7, 0.81],
			[9.5, 0.81],
			[10.7, 1.25],
		],
		height: [
			[2.4, 0.47],
			[5.8, 0.47],
			[7, 0.41],
		],
		yaw: [
			[2.4, -22],
			[4.2, -14],
			[5.4, 4],
			[7.4, -12],
			[8.6, 0],
			[9.8, 24],
		],
		smile: [
			[3.4, 0.1],
			[4.4, 0.8],
			[6, 0.3],
			[7.8, 0.8],
		],
		talk: [
			[4.8, 0],
			[5, 0.5],
			[5.2, 0.1],
			[5.5, 0.6],
			[5.8, 0],
		],
		rhythm: 3.1,
	},
	{
		who: people.esi,
		left: [
			[10.6, -0.25],
			[12, 0.2],
		],
		height: [[0, 0.4]],
		yaw: [
			[10.6, 24],
			[12.2, 10],
			[13.4, -2],
		],
		smile: [
			[11.4, 0.2],
			[12.6, 0.9],
		],
		talk: quiet,
		rhythm: 2.6,
	},
	{
		who: people.dev,
		left: [
			[10.9, 1.25],
			[12.3, 0.8],
		],
		height: [[0, 0.41]],
		yaw: [
			[10.9, -22],
			[12.6, -10],
			[13.6, 2],
		],
		smile: [
			[11.8, 0.1],
			[12.9, 0.75],
		],
		talk: quiet,
		rhythm: 2.9,
	},
	{
		who: people.ada,
		left: [
			[0, 0.5],
			[1, 0.46],
			[2.2, 0.53],
			[3.7, 0.31],
			[5.6, 0.31],
			[6.9, 0.5],
		],
		height: [
			[0, 0.56],
			[2.2, 0.58],
			[3.7, 0.47],
			[5.6, 0.47],
			[6.9, 0.43],
		],
		yaw: [
			[0, -6],
			[0.8, -18],
			[2, 16],
			[2.8, 6],
			[4, 20],
			[5.4, 8],
			[6.6, -16],
			[7.6, 6],
			[9, -4],
			[10.4, 14],
			[11.8, -16],
			[13, 0],
		],
		smile: [
			[0, 0.15],
			[1.2, 0.7],
			[2.2, 0.3],
			[3.6, 0.9],
			[5, 0.4],
			[6.6, 0.85],
			[9.8, 0.2],
			[12, 0.9],
		],
		talk: [
			[0.2, 0],
			[0.45, 0.5],
			[0.7, 0.1],
			[1, 0.5],
			[1.3, 0],
			[9, 0],
			[9.3, 0.5],
			[9.6, 0],
		],
		rhythm: 2.7,
	},
];

/** Everybody who is in the scene at a moment, those in front last. */
export const sceneAt = (seconds: number): readonly Placed[] =>
	roles.flatMap((role) => play(role, seconds));

const play = (role: Role, seconds: number): readonly Placed[] => {
	const left = follow(role.left, seconds);
	if (left < -0.2 || left > 1.2) return [];
	const sway = (speed: number): number => Math.sin(seconds * speed + role.rhythm * 9);
	const yaw = follow(role.yaw, seconds);
	const lean = clamp(slopeOf(role.left, seconds) * -8, -7, 7);
	const placed: Placed = {
		who: role.who,
		at: [left + 0.004 * sway(1.3), 0.44 + 0.006 * sway(1.9)],
		height: follow(role.height, seconds),
		turn: { yaw, pitch: 3 * sway(1.1) - 1, roll: 3 * sway(0.8) - lean },
		look: {
			smile: follow(role.smile, seconds),
			open: follow(role.talk, seconds),
			eyes: lids(seconds, role.rhythm),
			gaze: [clamp(-yaw / 40, -0.6, 0.6), 0],
		},
	};
	return [placed];
};

const follow = (course: Course, seconds: number): number => {
	const next = course.findIndex(([at]) => at > seconds);
	const [from, to] = [course.at(next === -1 ? -1 : Math.max(0, next - 1)), course.at(next)];
	if (!from || !to) return 0;
	return from === to ? from[1] : lerp(from[1], to[1], smoothstep(from[0], to[0], seconds));
};

const slopeOf = (course: Course, seconds: number): number =>
	(follow(course, seconds + 0.1) - follow(course, seconds - 0.1)) / 0.2;

/** A blink takes a quarter of a second. */
const lids = (seconds: number, rhythm: number): number => {
	const since = (seconds + rhythm * 0.45) % rhythm;
	return 1 - smoothstep(0, 0.1, since) * smoothstep(0.26, 0.14, since);
};
