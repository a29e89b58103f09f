import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { mapOrdered } from "../core/mapOrdered.ts";
import type { AnalysisEvent, AnalysisRequest, Resume } from "./analysis.ts";
import type { FaceReader } from "./detector.ts";
import type { Frame } from "./frame.ts";
import { type Ending, type FramesRequest, readFrames } from "./frames.ts";
import { glanceOver } from "./overview.ts";
import { createPeople, type KnownPerson, parsePeople, type People } from "./people.ts";
import { type Probe, probeVideo } from "./probe.ts";

export interface AnalysisParts {
	readonly ffmpeg: string;
	readonly reader: FaceReader & {
		/** How many frames it works on at a time. */
		readonly concurrency: number;
		readonly modelNames: readonly string[];
	};
}

export interface AnalyseOptions {
	readonly abortSignal?: AbortSignal;
	/** How much work is lost at most when it is interrupted. */
	readonly checkpointMillis?: number;
}

const CHECKPOINT_MILLIS = 500;

/** Probes, decodes and detects, here and now; `engineHost.ts` runs it in a process of its own. */
export async function* analyse(
	{ file, samplesPerSecond, FaceAttributes, isSearch = false, resume }: AnalysisRequest,
	{ ffmpeg, reader }: AnalysisParts,
	{ abortSignal, checkpointMillis = CHECKPOINT_MILLIS }: AnalyseOptions = {},
): AsyncGenerator<AnalysisEvent> {
	const options = abortSignal ? { abortSignal } : {};
	const probe = await probeVideo(ffmpeg, file, options);
	const { VideoMetadata, startMicros } = probe;
	const models = reader.modelNames;
	const size = reader.toFrameSize(probe);
	const known = toKnown(resume, models);
	yield { type: "video", VideoMetadata, models, isResumed: known !== undefined };
	const source = { ffmpeg, file, size, startMicros };
	if (!known) yield* glanceOver({ ...source, VideoMetadata }, reader, options);
	const people = createPeople(reader, size, known?.people);
	const ending = yield* readFaces(
		{
			...source,
			samplesPerSecond: toSamplingRate(samplesPerSecond, probe),
			// Where more is read in a face than where it is, the pixels that the detector does without matter.
			...(isSearch || FaceAttributes === "ALL" ? { large: probe } : {}),
			...(known ? { afterMillis: known.timestampMillis } : {}),
		},
		{ reader, people },
		{ ...options, checkpointMillis, isSearch },
	);
	if (isSearch) yield* toPersons(people.remembered());
	for (const text of toWarnings(probe, ending)) yield { type: "warning", text };
}

/** What there is to go on with; another model would see other faces. */
const toKnown = (resume: Resume | undefined, models: readonly string[]) => {
	if (!resume || resume.models.join() !== models.join()) return undefined;
	const people = parsePeople(resume.state);
	return people && { timestampMillis: resume.timestampMillis, people };
};

/** ffmpeg names a video's rate with two decimals. */
const RATE_PRECISION = 0.01;

/** Where more is asked than there is, sampling would only lose frames whose times were rounded. */
const toSamplingRate = (
	samplesPerSecond: number,
	{ VideoMetadata: { FrameRate } }: Probe,
): FramesRequest["samplesPerSecond"] =>
	FrameRate && samplesPerSecond >= FrameRate - RATE_PRECISION ? "every frame" : samplesPerSecond;

const toPersons = (people: readonly KnownPerson[]): AnalysisEvent[] =>
	people.map(({ Index, looks }) => ({ type: "person", Index, looks }));

type ReadOptions = AnalyseOptions & {
	readonly checkpointMillis: number;
	readonly isSearch: boolean;
};

interface ReadFaces {
	readonly frame: Frame;
	readonly faces: readonly FaceDetail[];
}

/** Decodes on while the reader is at work, as far ahead as it takes frames at a time. */
async function* readFaces(
	request: FramesRequest,
	{ reader, people }: { readonly reader: AnalysisParts["reader"]; readonly people: People },
	{ abortSignal, checkpointMillis, isSearch }: ReadOptions,
): AsyncGenerator<AnalysisEvent, Ending> {
	const leaving = new AbortController();
	const signals = [leaving.signal, ...(abortSignal ? [abortSignal] : [])];
	const [spares, largeSpares]: [Uint8Array[], Uint8Array[]] = [[], []];
	const frames = readFrames(request, {
		abortSignal: AbortSignal.any(signals),
		spares,
		largeSpares,
	});
	const read = async (frame: Frame): Promise<ReadFaces> => ({
		frame,
		faces: await reader.detect(frame),
	});
	let ending: Ending = { lastPtsMicros: undefined, complaint: "" };
	const readAll = async function* () {
		const limit = reader.concurrency;
		ending = yield* mapOrdered(frames, read, { limit, onLeave: () => leaving.abort() });
	};
	let dueMillis = Date.now() + checkpointMillis;
	for await (const { frame, faces } of readAll()) {
		const indexes = await people.tell(frame, faces);
		spares.push(frame.planes);
		if (frame.large) largeSpares.push(frame.large.planes);
		const { timestampMillis: Timestamp } = frame;
		const found = faces.map((Face, i) => ({ Timestamp, Face, index: indexes[i] ?? 0 }));
		yield { type: "frame", Timestamp, faces: found };
		const forgotten = people.takeForgotten();
		if (isSearch) yield* toPersons(forgotten);
		if (Date.now() < dueMillis) continue;
		yield { type: "checkpoint", timestampMillis: Timestamp, state: people.state() };
		dueMillis = Date.now() + checkpointMillis;
	}
	return ending;
}

/** Less is missing at the end of many sound files: the sound is a little longer than the picture. */
const MISSING_TOLERATED_MILLIS = 1000;
/** ffmpeg ends a damaged file without an error: compare where it ended with where it should have. */
const toWarnings = ({ VideoMetadata }: Probe, ending: Ending): string[] => {
	const endMillis = (ending.lastPtsMicros ?? 0) / 1000;
	const { DurationMillis = 0, FrameRate } = VideoMetadata;
	const frameMillis = FrameRate ? 1000 / FrameRate : 0;
	const missingMillis = DurationMillis - endMillis - frameMillis;
	return [
		...(missingMillis > MISSING_TOLERATED_MILLIS
			? [
					`The picture ends at ${toSeconds(endMillis)} of ${toSeconds(DurationMillis)}: the file is damaged or cut off, and what follows was not analysed.`,
				]
			: []),
		...(ending.complaint
			? [`ffmpeg complained while decoding: ${ending.complaint.split("\n").at(-1)}`]
			: []),
	];
};

const toSeconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`;
