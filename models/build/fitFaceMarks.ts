import { writeFile } from "node:fs/promises";
import path from "node:path";
import { MARKS } from "../../src/core/faceMarks.ts";
import type { MarkNetworks } from "../../src/core/faceMarks.ts";
import { runNetwork } from "../../src/core/smallNetwork.ts";
import type { SmallNetwork } from "../../src/core/smallNetwork.ts";
import { drawSamples, type FaceSample } from "./faceSamples.ts";
import { trainNetwork } from "./trainNetwork.ts";

const FILE = path.resolve(import.meta.dirname, "../faceMarks.json");
const SEED = 20_000;
const MEMBERS = 3;
const EPOCHS = 40;
/** How common each mark is taken to be among the faces of videos. */
const PRIORS = { beard: 0.3, mustache: 0.4, eyeglasses: 0.25, sunglasses: 0.05, eyesOpen: 0.85 };
const HIDDEN = { hair: 12, frame: 8, lenses: 8, lids: 8 } as const;
const NAMES = ["hair", "frame", "lenses", "lids"] as const satisfies (keyof MarkNetworks)[];

type Name = (typeof NAMES)[number];

/** Trains the small networks of face marks on drawn faces. */
export const fitFaceMarks = (samples: readonly FaceSample[], epochs = EPOCHS): MarkNetworks => {
	const fit = (name: Name): SmallNetwork =>
		trainNetwork(
			samples.map(({ measures, truth }) => ({
				row: measures[name],
				targets: MARKS[name].map((mark) => truth[mark]),
			})),
			{
				hidden: HIDDEN[name],
				members: MEMBERS,
				epochs,
				seed: SEED,
				priors: MARKS[name].map((mark) => PRIORS[mark]),
			},
		);
	return { hair: fit("hair"), frame: fit("frame"), lenses: fit("lenses"), lids: fit("lids") };
};

/** Little-endian floats in base64, so that a network is one line. */
const store = ({ values, ...shape }: SmallNetwork) => {
	const bytes = Buffer.alloc(4 * values.length);
	for (const [i, value] of values.entries()) bytes.writeFloatLE(value, 4 * i);
	return { ...shape, values: bytes.toString("base64") };
};

const report = (networks: MarkNetworks, samples: readonly FaceSample[]): void => {
	for (const name of NAMES)
		for (const [i, mark] of MARKS[name].entries()) {
			const known = samples.filter(({ truth }) => !Number.isNaN(truth[mark]));
			const right = known.filter(({ measures, truth }) => {
				const probability = runNetwork(networks[name], measures[name])[i] ?? 0;
				return probability > 0.5 === truth[mark] > 0.5;
			});
			console.log(`${mark}: ${right.length} of ${known.length} other samples right`);
		}
};

/** `node models/build/fitFaceMarks.ts`: draws for about ten minutes, trains for some, and writes models/faceMarks.json. */
const main = async (): Promise<void> => {
	const samples = [...drawSamples(SEED, { portraits: 800, people: 300, ofEach: 8 })];
	console.log(`${samples.length} samples`);
	const networks = fitFaceMarks(samples);
	const stored = Object.fromEntries(NAMES.map((name) => [name, store(networks[name])]));
	await writeFile(FILE, `${JSON.stringify(stored, undefined, "\t")}\n`);
	report(networks, [...drawSamples(SEED + 100, { portraits: 100, people: 30, ofEach: 5 })]);
};

if (import.meta.filename === process.argv[1]) await main();
