import type { Detector } from "./detector.ts";
import type { ModelEntry } from "./modelManifest.ts";
import type { LoadedModel } from "./models.ts";
import type { SessionOptions } from "./onnx.ts";
import { createSsd, toSsdFrameSize } from "./ssd.ts";
import { createYunet, toYunetFrameSize } from "./yunet.ts";

const KINDS = new Map([
	["yunet", { create: createYunet, toFrameSize: toYunetFrameSize }],
	["ssd", { create: createSsd, toFrameSize: toSsdFrameSize }],
]);

/** The detector that knows how to ask this model. */
export const createDetector = (
	{ entry, bytes }: LoadedModel,
	options?: SessionOptions,
): Promise<Detector> => kindOf(entry).create(bytes, options);

/** The frame that the model's detector wants, without opening a session. */
export const toFrameSizeOf = (entry: ModelEntry): Detector["toFrameSize"] =>
	kindOf(entry).toFrameSize;

const kindOf = ({ name }: ModelEntry) => {
	const kind = KINDS.get(name);
	if (kind === undefined) throw new Error(`The model ${name} is no detector.`);
	return kind;
};
