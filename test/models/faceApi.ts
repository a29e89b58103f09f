import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

/** The names that face-api gives to its networks, of which `forward` is what is compared. */
export type FaceApiNetwork =
	"faceLandmark68Net" | "faceExpressionNet" | "ageGenderNet" | "faceRecognitionNet";

/** Asks face-api itself, by its own arithmetic: bytes of one square picture, red, green, blue by pixel. */
export type FaceApi = (
	network: FaceApiNetwork,
	modelFile: string,
	picture: { readonly rgb: readonly number[]; readonly sizePx: number },
) => Promise<readonly number[]>;

/**
 * Opens the package's build for browsers, the only one that brings its TensorFlow along. It takes a world with
 * `process` for Node and then asks for modules that it does not have, so it is given a world of its own.
 */
export const openFaceApi = async (): Promise<FaceApi> => {
	const require = createRequire(import.meta.url);
	const folder = path.dirname(require.resolve("@vladmandic/face-api/package.json"));
	const world = vm.createContext({
		TextEncoder,
		URL,
		clearTimeout,
		console: { error() {}, info() {}, log() {}, warn() {} },
		fetch() {},
		navigator: { userAgent: "node" },
		performance,
		setTimeout,
	});
	vm.runInContext(PREPARATION, world);
	vm.runInContext(await readFile(path.join(folder, "dist/face-api.js"), "utf8"), world);
	await vm.runInContext(START, world);
	return async (network, modelFile, { rgb, sizePx }) => {
		const model = path.join(folder, "model", modelFile);
		const manifest = await readFile(`${model}-weights_manifest.json`, "utf8");
		const weights = [...(await readFile(`${model}.bin`))];
		const question = JSON.stringify({ network, manifest, weights, rgb, sizePx });
		const answer: unknown = await vm.runInContext(`ask(${JSON.stringify(question)})`, world);
		return parseNumbers(answer);
	};
};

const PREPARATION = `
	globalThis.window = globalThis.self = globalThis;
	globalThis.document = { createElement: () => ({ getContext: () => null }) };
`;

const START = `(async () => {
	class None {}
	faceapi.env.setEnv({
		Canvas: None, CanvasRenderingContext2D: None, Image: None, ImageData: None, Video: None,
	});
	await faceapi.tf.setBackend("cpu");
	await faceapi.tf.ready();
	globalThis.ask = async (question) => {
		const { network, manifest, weights, rgb, sizePx } = JSON.parse(question);
		const net = faceapi.nets[network];
		if (!net.isLoaded) {
			const [{ weights: entries }] = JSON.parse(manifest);
			net.loadFromWeightMap(
				faceapi.tf.io.decodeWeights(Uint8Array.from(weights).buffer, entries),
			);
		}
		const found = await net.forward(faceapi.tf.tensor3d(rgb, [sizePx, sizePx, 3], "int32"));
		const tensors = found.age === undefined ? [found] : [found.age, found.gender];
		return JSON.stringify(tensors.flatMap((tensor) => Array.from(tensor.dataSync())));
	};
})()`;

const parseNumbers = (text: unknown): readonly number[] => {
	const numbers: unknown = JSON.parse(String(text));
	if (!Array.isArray(numbers)) throw new Error("face-api answers with a list.");
	return numbers.map(Number);
};
