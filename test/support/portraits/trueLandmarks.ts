import { featuresOf, headSolid } from "../../../scripts/sample/head.ts";
import type { Placed } from "../../../scripts/sample/person.ts";
import { poseHead, type PictureSize } from "../../../scripts/sample/pose.ts";
import type { Point, Solid } from "../../../scripts/sample/solids.ts";

type Place = readonly [number, number];

/** The 68 points of a drawn face, in ratios of the picture, in the order that networks give them in. */
export const trueLandmarks = (
	placed: Placed,
	size: PictureSize,
): readonly { readonly x: number; readonly y: number }[] => {
	const { project } = poseHead(placed, size);
	const solid = headSolid(placed.who, placed.look.smile);
	const front = [
		...browPlaces(placed),
		...nosePlaces(placed),
		...eyePlaces(placed),
		...mouthPlaces(placed),
	].map(([x, y]): Point => [x, y, depthAt(solid, x, y)]);
	return [...jawPoints(solid), ...front].map((point) => {
		const [x, y] = project(...point);
		return { x: x / size.widthPx, y: y / size.heightPx };
	});
};

const JAW_POINTS = 17;

/** Where rays from the middle of the face leave the head, from ear to ear under the chin. */
const jawPoints = (solid: Solid): readonly Point[] =>
	Array.from({ length: JAW_POINTS }, (_, i) => {
		const turn = Math.PI * (1 + i / (JAW_POINTS - 1));
		const z = 0.12 + 0.33 * Math.sin(turn) ** 2;
		let reach = 1.6;
		while (reach > 0 && solid(reach * Math.cos(turn), reach * Math.sin(turn), z) > 0) reach -= 0.01;
		return [reach * Math.cos(turn), reach * Math.sin(turn), z];
	});

const depthAt = (solid: Solid, x: number, y: number): number => {
	let z = 1.2;
	while (z > 0 && solid(x, y, z) > 0) z -= 0.01;
	return z;
};

const browPlaces = ({ who }: Placed): readonly Place[] => {
	const { eye } = featuresOf(who);
	return onBothSides([1, 0.5, 0, -0.5, -1], (along) => [
		eye.x + along * eye.width * 1.32,
		eye.y + 0.16 + who.brows.arch * 0.045 * (1 - (along - 0.1) ** 2) - 0.02 * along,
	]);
};

const nosePlaces = ({ who }: Placed): readonly Place[] => {
	const { eye, nose } = featuresOf(who);
	const bridge = [0, 1, 2, 3].map((i): Place => [0, eye.y + ((nose.y - eye.y) * i) / 3]);
	const base = [-0.13, -0.065, 0, 0.065, 0.13].map((x): Place => [x * nose.width, nose.y - 0.085]);
	return [...bridge, ...base];
};

const eyePlaces = ({ who, look }: Placed): readonly Place[] => {
	const { eye } = featuresOf(who);
	const at = (along: number, lid: "upper" | "lower"): Place => {
		const round = Math.max(0, 1 - along * along);
		const lower = -0.052 * who.eyes.size * round ** 0.8 * (1 - 0.25 * look.smile);
		const wide = 0.078 * who.eyes.size * round ** 0.62 - lower;
		const upper = lower + wide * look.eyes * (1 - 0.22 * look.smile);
		const tilt = who.eyes.tilt * 0.36 * along * eye.width;
		return [eye.x + along * eye.width, eye.y + tilt + (lid === "upper" ? upper : lower)];
	};
	const left = [at(1, "lower"), at(0.35, "upper"), at(-0.35, "upper"), at(-1, "lower")];
	const below = [at(-0.35, "lower"), at(0.35, "lower")];
	const mirror = ([x, y]: Place): Place => [-x, y];
	return [...[...left, ...below].map(mirror), ...left.toReversed(), ...below.toReversed()];
};

const mouthPlaces = ({ who, look }: Placed): readonly Place[] => {
	const { mouth } = featuresOf(who);
	const wide = mouth.width * (1 + 0.27 * look.smile - 0.08 * look.open);
	const at = (along: number, edge: (round: number, gap: number) => number): Place => {
		const round = Math.max(0, 1 - along * along);
		const gap = (0.018 * look.smile + 0.055 * look.open) * round ** 0.7;
		const bend = 0.085 * look.smile * along * along - 0.025 * look.smile;
		return [wide * along, mouth.y + bend + edge(round, gap)];
	};
	const top = (round: number, gap: number) =>
		gap + 0.05 * who.mouth.fullness * round ** 0.75 * (1 - 0.2 * look.smile);
	const bottom = (round: number, gap: number) =>
		-gap * 1.4 - 0.062 * who.mouth.fullness * round ** 0.7 * (1 - 0.15 * look.smile);
	return [
		...[-1, -0.55, -0.2, 0, 0.2, 0.55, 1].map((along) => at(along, top)),
		...[0.55, 0.25, 0, -0.25, -0.55].map((along) => at(along, bottom)),
		...[-0.9, -0.4, 0, 0.4, 0.9].map((along) => at(along, (_, gap) => gap)),
		...[0.4, 0, -0.4].map((along) => at(along, (_, gap) => -1.4 * gap)),
	];
};

/** The left side of the picture from outside to inside, then the right one back. */
const onBothSides = (
	along: readonly number[],
	place: (along: number) => Place,
): readonly Place[] => {
	const right = along.map(place);
	return [...right.map(([x, y]): Place => [-x, y]), ...right.toReversed()];
};
