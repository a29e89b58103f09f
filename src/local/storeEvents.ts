import type { FoundFace } from "../api/engine.ts";
import type { AnalysisEvent } from "./analysis.ts";
import type { Basis, Checkpoint } from "./jobResults.ts";
import type { Held, JobStore } from "./jobStore.ts";

/** How often the overview so far is stored, for those who watch. */
const OVERVIEW_MILLIS = 300;

/** Stores what an analysis says, as it says it; ends early when the job is no longer the owner's. */
export const storeEvents = async (
	events: AsyncIterable<AnalysisEvent>,
	store: JobStore,
	held: Held,
	basis: Basis,
): Promise<void> => {
	const warnings: string[] = [];
	const overview = createOverview((faces) => store.setOverview(held, faces));
	let faces: FoundFace[] = [];
	let durationMillis = 0;
	const append = (progress: number, checkpoint?: Checkpoint) => {
		const isOwned = store.append(held, { faces, progress, basis, checkpoint });
		faces = [];
		return isOwned;
	};
	for await (const event of events)
		switch (event.type) {
			case "video": {
				const { VideoMetadata, models } = event;
				durationMillis = VideoMetadata.DurationMillis ?? 0;
				store.begin(held, { VideoMetadata, models }, event.isResumed);
				break;
			}
			case "glance":
				overview.add(event.faces);
				break;
			case "frame":
				overview.flush();
				faces.push(...event.faces);
				break;
			case "checkpoint":
				if (!append(toProgress(event.timestampMillis, durationMillis), event)) return;
				break;
			case "warning":
				warnings.push(event.text);
				store.setFindings(held, { warnings });
				break;
		}
	append(1);
};

const toProgress = (timestampMillis: number, durationMillis: number): number =>
	durationMillis ? Math.min(1, timestampMillis / durationMillis) : 0;

/** Gathers the faces of a quick look, since it is stored as a whole. */
const createOverview = (write: (faces: readonly FoundFace[]) => void) => {
	const faces: FoundFace[] = [];
	let written = 0;
	let dueMillis = 0;
	const flush = () => {
		if (faces.length === written) return;
		write(faces);
		written = faces.length;
		dueMillis = Date.now() + OVERVIEW_MILLIS;
	};
	return {
		add: (more: readonly FoundFace[]) => {
			faces.push(...more);
			if (Date.now() >= dueMillis) flush();
		},
		flush,
	};
};
