import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { deserialize, serialize } from "node:v8";
import { createTracker, type Person, type TrackerState } from "../core/tracker.ts";
import type { FaceReader } from "./detector.ts";
import type { Frame } from "./frame.ts";

/** Tells the people of a video apart. */
export interface People {
	/** The Index of each face of a frame; frames come in the order of time. */
	readonly tell: (frame: Frame, faces: readonly FaceDetail[]) => Promise<readonly number[]>;
	/** All that is known of them, for whoever goes on. */
	readonly state: () => Uint8Array;
	/** Everybody who is remembered. */
	readonly remembered: () => readonly Person[];
}

/** Changes with what a tracker remembers: an older state is then of no use. */
const STATE_VERSION = 1;

/** Follows people by place, and by their looks where places leave a doubt. */
export const createPeople = (
	{ embed }: Pick<FaceReader, "embed">,
	size: { readonly widthPx: number; readonly heightPx: number },
	known?: TrackerState,
): People => {
	const tracker = createTracker(size, known);
	return {
		tell: async (frame, faces) => {
			const { timestampMillis } = frame;
			const doubtful = tracker.toDoubtful(timestampMillis, faces);
			const looks = doubtful.length
				? await embed(
						frame,
						doubtful.flatMap((i) => faces[i] ?? []),
					)
				: [];
			const embeddings = new Map(doubtful.map((i, place) => [i, looks[place]]));
			return tracker.add(
				timestampMillis,
				faces.map((face, i) => ({ ...face, embedding: embeddings.get(i) })),
			);
		},
		state: () => serialize({ version: STATE_VERSION, ...tracker.state() }),
		remembered: tracker.people,
	};
};

/** What People's state was, unless another version of the program wrote it. */
export const parsePeople = (state: Uint8Array): TrackerState | undefined => {
	const { version, ...known }: TrackerState & { readonly version: number } = deserialize(state);
	return version === STATE_VERSION ? known : undefined;
};
