import type { FaceDetail } from "@aws-sdk/client-rekognition";

export const ATTRIBUTES = [
	"Beard",
	"Mustache",
	"Eyeglasses",
	"Sunglasses",
	"EyesOpen",
	"MouthOpen",
	"Smile",
] as const;
type Attribute = (typeof ATTRIBUTES)[number];

/** What is left out cannot be told. */
export type Truth = Readonly<Partial<Record<Attribute, boolean>>>;

/** What a reader tells of a face, and what is true. */
export interface Told {
	readonly face: FaceDetail;
	readonly truth: Truth;
	readonly facePx: number;
}

/** From which face on the figures count, and up to which yaw. */
const LEAST_PX = 40;
const MOST_YAW = 45;
const BINS = [50, 60, 75, 90, 101] as const;

/** How often the Values are right, and how often they are at each Confidence. */
export const report = (title: string, all: readonly (Told | undefined)[]): void => {
	const found = all.filter((told) => told !== undefined);
	const fair = found.filter(
		({ face, facePx }) => facePx >= LEAST_PX && Math.abs(face.Pose?.Yaw ?? 0) <= MOST_YAW,
	);
	console.log(
		`\n### ${title}\n\n${found.length} of ${all.length} faces found, ${fair.length} of them from ${LEAST_PX} px on and turned by at most ${MOST_YAW}°.\n`,
	);
	const bins = BINS.slice(0, -1).map((from, i) => `${from} to ${Math.min(100, BINS[i + 1] ?? 0)}`);
	console.log(`| attribute | right | there | not there | ${bins.join(" | ")} |`);
	console.log(`| --- | --- | --- | --- ${"| --- ".repeat(bins.length)}|`);
	for (const name of ATTRIBUTES) {
		const known = fair.filter(({ truth }) => truth[name] !== undefined);
		if (known.length > 0) console.log(`| ${name} | ${toCells(known, name).join(" | ")} |`);
	}
};

const toCells = (known: readonly Told[], name: Attribute): readonly string[] => {
	const isRight = ({ face, truth }: Told): boolean => face[name]?.Value === truth[name];
	const count = (some: readonly Told[]): string =>
		some.length > 0 ? `${some.filter(isRight).length}/${some.length}` : "";
	const share = (100 * known.filter(isRight).length) / known.length;
	return [
		`${share.toFixed(1)} %`,
		count(known.filter(({ truth }) => truth[name])),
		count(known.filter(({ truth }) => !truth[name])),
		...BINS.slice(0, -1).map((from, i) =>
			count(
				known.filter(({ face }) => {
					const confidence = face[name]?.Confidence ?? 0;
					return confidence >= from && confidence < (BINS[i + 1] ?? 0);
				}),
			),
		),
	];
};
