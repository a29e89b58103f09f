import { InferenceSession } from "onnxruntime-node";

export interface SessionOptions {
	/** One thread a session is the fastest where several sessions work side by side. */
	readonly intraOpNumThreads?: number;
}

/** Opens a session from bytes that were verified; a path could be swapped between check and use. */
export const createSession = (
	model: Uint8Array,
	{ intraOpNumThreads = 1 }: SessionOptions = {},
): Promise<InferenceSession> =>
	InferenceSession.create(model, {
		executionProviders: ["cpu"],
		intraOpNumThreads,
		interOpNumThreads: 1,
	});

/** The floats of a named output. */
export const floatsOf = (
	outputs: InferenceSession.OnnxValueMapType,
	name: string,
): Float32Array => {
	const data = outputs[name]?.data;
	if (data instanceof Float32Array) return data;
	throw new Error(`The model gives no floats named ${name}.`);
};
