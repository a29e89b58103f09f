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
	/** Everybody with looks who was forgotten since it was last asked. */
	readonly takeForgotten: () => readonly KnownPerson[];
	/** Everybody with looks who is remembered. */
	readonly remembered: () => readonly KnownPerson[];
}

export type KnownPerson = Person & { readonly looks: Float32Array };

const hasLooks = (person: Person): person is KnownPerson => person.looks !== undefined;

/** Changes with what a tracker remembers: an older state is then of no use. */
const STATE_VERSION = 1;

/** Follows people by place, and by their looks where places leave a doubt. */
export const createPeople = (
	{ embed }: Pick<FaceReader, "embed">,
	size: { readonly widthPx: number; readonly heightPx: number },
	known?: TrackerState,
): People => {
	let forgotten: Person[] = [];
	const onForget = (person: Person) => void forgotten.push(person);
	const tracker = createTracker({ ...size, onForget }, known);
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
		takeForgotten: () => {
			const taken = forgotten.filter(hasLooks);
			forgotten = [];
			return taken;
		},
		remembered: () => tracker.people().filter(hasLooks),
	};
};

/** What People's state was, unless another version of the program wrote it. */
export const parsePeople = (state: Uint8Array): TrackerState | undefined => {
	const { version, ...known }: TrackerState & { readonly version: number } = deserialize(state);
	return version === STATE_VERSION ? known : undefined;
};
