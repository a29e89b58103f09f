import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Outputs, Watched } from "./contender.ts";
import type { Inferred, Stages } from "./inMemory.ts";

const report = path.join(import.meta.dirname, "README.md");
const GOALS = { limit: 1.1, peer: 10, sameWork: 4 };

/** A rate of sampling, in several rounds. */
interface Rounds<Round> {
	readonly rate: number;
	readonly isEveryFrame: boolean;
	readonly rounds: readonly Round[];
}

interface RaceRound {
	readonly ours: Watched;
	readonly serial: Watched;
	readonly decoding: Watched;
	readonly inference: Inferred;
	readonly peerMillis: number;
}

export type Race = Rounds<RaceRound>;

interface SameWorkRound {
	readonly ours: Watched;
	readonly peerMillis: number;
}

export type SameWork = Rounds<SameWorkRound>;

/** So many faces in each frame. */
export interface Crowd {
	readonly faces: number;
	readonly rounds: readonly Readonly<Record<"DEFAULT" | "ALL", Outputs["faces"]>>[];
}

export interface Findings {
	readonly modelName: string;
	readonly seconds: number;
	readonly rounds: number;
	/** The load average when the races began and when they ended. */
	readonly loads: readonly number[];
	readonly races: readonly Race[];
	readonly sameWork: readonly SameWork[];
	readonly startMillis: readonly number[];
	readonly crowds: readonly Crowd[];
	readonly stages: Stages;
	readonly memory: readonly { readonly minutes: number; readonly peakBytes: number | undefined }[];
}

export const writeReport = (findings: Findings): void => {
	const section = ["## Speed", ...toParts(findings), ""].join("\n\n").trimEnd();
	const before = existsSync(report) ? readFileSync(report, "utf8") : "# Measurements\n\n";
	// Other parts of the page are others' to write.
	const own = /^## Speed\n[^]*?(?=^## |(?![^]))/m;
	const rest = before.replace(own, "");
	const after = own.test(before)
		? before.replace(own, () => `${section}\n\n`)
		: `${rest}${section}`;
	writeFileSync(report, `${after.trimEnd()}\n`);
};

const toParts = (findings: Findings): readonly string[] => [
	toMachine(findings),
	toTable(RACE_HEAD, findings.races.map(toRaceRow)),
	"The limit is the largest of decoding alone, inference alone, and the processor time of both divided by the number of cores. Decoding alone is the same code with a detector that does nothing, inference alone are the same threads on frames that lie in memory and show no face. Serial is the same code without threads. face-api runs its own SSD on tfjs-wasm behind the same ffmpeg, one frame after the other; its time is reckoned from 20 frames, without its start.",
	"With the same networks on both sides, SSD and the 68 points of each face (ours tells Pose and Quality as well):",
	toTable(SAME_WORK_HEAD, findings.sameWork.map(toSameWorkRow)),
	toGoals(findings),
	"### Waiting",
	toTable(["until", "milliseconds"], toWaits(findings)),
	"### Memory",
	"The most that the engine's process and its ffmpeg had together, at 2 frames a second:",
	toTable(["video", "peak"], findings.memory.map(toMemoryRow)),
	"### Many faces",
	"The same frame over and over from memory, in all threads; a frame's time includes finding the faces.",
	toTable(CROWD_HEAD, findings.crowds.map(toCrowdRow)),
	"### Where the time goes",
	`Milliseconds of processor time for each frame that is looked at, of the ${os.availableParallelism()} cores together; the clip has ${toFacesAFrame(findings)} faces a frame. The rest are start-up, messages and what the caches lose where everything runs at the same time.`,
	toTable(["", ...findings.races.map(toName)], toProfile(findings)),
];

const RACE_HEAD =
	"frames number ours limit decoding inference ours÷limit serial÷ours face-api÷ours".split(" ");
const SAME_WORK_HEAD = "frames number ours face-api face-api÷ours".split(" ");
const CROWD_HEAD = ["faces a frame", "DEFAULT, a frame", "a face", "ALL, a frame", "a face"];

const toMachine = ({ modelName, seconds, rounds, loads }: Findings): string => {
	const [cpu] = os.cpus();
	const system = `${os.platform()}, Node ${process.versions.node}`;
	const [before, after] = loads.map((load) => load.toFixed(1));
	return `\`npm run bench\`, ${new Date().toISOString().slice(0, 10)}, with ${modelName}, on ${os.availableParallelism()} × ${cpu?.model.trim()} (${system}); load average ${before} before the races and ${after} after them. The clip is ${seconds} s of 1080p30 H.264. Medians of ${rounds} interleaved rounds; a ratio is the median of the ratios within each round.`;
};

const toLimitMillis = ({ decoding, inference }: RaceRound): number =>
	Math.max(
		decoding.millis,
		inference.millis,
		((decoding.cpuSeconds + inference.cpuSeconds) * 1000) / os.availableParallelism(),
	);

const toLimitRatio = (round: RaceRound): number => round.ours.millis / toLimitMillis(round);
const toPeerRatio = ({ ours, peerMillis }: SameWorkRound): number => peerMillis / ours.millis;

const toRaceRow = (race: Race): readonly string[] => [
	toName(race),
	String(race.rounds[0]?.ours.frames),
	toSeconds(race, ({ ours }) => ours.millis),
	toSeconds(race, toLimitMillis),
	toSeconds(race, ({ decoding }) => decoding.millis),
	toSeconds(race, ({ inference }) => inference.millis),
	toRatio(race, toLimitRatio),
	toRatio(race, ({ serial, ours }) => serial.millis / ours.millis),
	toRatio(race, toPeerRatio),
];

const toSameWorkRow = (work: SameWork): readonly string[] => [
	toName(work),
	String(work.rounds[0]?.ours.frames),
	toSeconds(work, ({ ours }) => ours.millis),
	toSeconds(work, ({ peerMillis }) => peerMillis),
	toRatio(work, toPeerRatio),
];

const toGoals = ({ races, sameWork }: Findings): string => {
	const missed = [
		...races.filter((race) => medianOf(race, toLimitRatio) > GOALS.limit),
		...races.filter((race) => medianOf(race, toPeerRatio) < GOALS.peer),
		...sameWork.filter((work) => medianOf(work, toPeerRatio) < GOALS.sameWork),
	].map(toName);
	const goal = `The goal is at most ${GOALS.limit.toFixed(2)} × the limit, at least ${GOALS.peer} × as fast as face-api and ${GOALS.sameWork} × with the same networks`;
	return missed.length === 0
		? `${goal}: it is reached.`
		: `${goal}: it is missed at ${[...new Set(missed)].join(", ")}. The last table says what stands in the way.`;
};

/** What else somebody waits for becomes a row here. */
const toWaits = ({ races, startMillis }: Findings): readonly (readonly string[])[] => {
	const all = races.flatMap(({ rounds }) => rounds.map(({ ours }) => ours));
	return [
		["the engine's process answers", toMillis(startMillis)],
		[
			"it has asked what the video is",
			toMillis(all.map(({ firstEventMillis }) => firstEventMillis)),
		],
		["the first face", toMillis(all.map(({ firstFaceMillis }) => firstFaceMillis))],
	];
};

const toMillis = (values: readonly (number | undefined)[]): string =>
	String(Math.round(median(values.map((value) => value ?? NaN))));

const toCrowdRow = ({ faces, rounds }: Crowd): readonly string[] => {
	const cells = (["DEFAULT", "ALL"] as const).flatMap((attributes) => {
		const frame = median(
			rounds.map((round) => round[attributes].millis / round[attributes].frames),
		);
		const face = median(rounds.map((round) => round[attributes].millis / round[attributes].faces));
		return [`${frame.toFixed(1)} ms`, `${face.toFixed(1)} ms`];
	});
	return [String(faces), ...cells];
};

const toFacesAFrame = ({ races }: Findings): string => {
	const ours = races.at(-1)?.rounds[0]?.ours;
	return ((ours?.faces ?? NaN) / (ours?.frames ?? NaN)).toFixed(1);
};

const toProfile = ({ races, stages }: Findings): readonly (readonly string[])[] => {
	const columns = races.map((race) => {
		const frames = race.rounds[0]?.ours.frames ?? NaN;
		const busy = medianOf(race, ({ ours }) => (ours.cpuSeconds * 1000) / frames);
		const all = medianOf(race, ({ ours }) => (ours.millis * os.availableParallelism()) / frames);
		const parts = [
			medianOf(race, ({ decoding }) => (decoding.cpuSeconds * 1000) / frames),
			stages.network,
			stages.detector - stages.network,
			stages.reader - stages.detector,
		];
		const rest = busy - parts.reduce((sum, part) => sum + part, 0);
		return [...parts, rest, all - busy, all];
	});
	const names = [
		"decoding",
		"the detector's network",
		"its input and its output",
		"Landmarks, Pose and Quality",
		"the rest",
		"idle",
		"together",
	];
	return names.map((name, i) => [name, ...columns.map((column) => (column[i] ?? NaN).toFixed(2))]);
};

const toName = ({ rate, isEveryFrame }: Rounds<unknown>): string =>
	isEveryFrame ? "every frame" : `${rate} a second`;

const toMemoryRow = ({ minutes, peakBytes }: Findings["memory"][number]): readonly string[] => [
	`${minutes} min`,
	peakBytes === undefined ? "?" : `${Math.round(peakBytes / 1024 / 1024)} MB`,
];

const toSeconds = <Round>(race: Rounds<Round>, pick: (round: Round) => number): string =>
	`${(medianOf(race, pick) / 1000).toFixed(1)} s`;

const toRatio = <Round>(race: Rounds<Round>, pick: (round: Round) => number): string =>
	`${medianOf(race, pick).toFixed(2)} ×`;

const medianOf = <Round>({ rounds }: Rounds<Round>, pick: (round: Round) => number): number =>
	median(rounds.map(pick));

const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const toTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows]
		.map((cells) => `| ${cells.join(" | ")} |`)
		.join("\n");
