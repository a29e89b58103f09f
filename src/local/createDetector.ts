import type { Detector } from "./detector.ts";
import type { LoadedModel } from "./models.ts";
import type { SessionOptions } from "./onnx.ts";
import { createSsd } from "./ssd.ts";
import { createYunet } from "./yunet.ts";

const CREATORS = new Map([
	["yunet", createYunet],
	["ssd", createSsd],
]);

/** The detector that knows how to ask this model. */
export const createDetector = (
	{ entry, bytes }: LoadedModel,
	options?: SessionOptions,
): Promise<Detector> => {
	const create = CREATORS.get(entry.name);
	if (create === undefined) throw new Error(`The model ${entry.name} is no detector.`);
	return create(bytes, options);
};
