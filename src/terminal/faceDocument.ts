import type { FaceDetectionPage } from "../api/engine.ts";

/** All pages as one JSON document, in pieces: it need not fit into memory. */
export async function* toFaceDocument(
	pages: AsyncIterable<FaceDetectionPage>,
): AsyncGenerator<string> {
	let isOpen = false;
	let separator = "";
	for await (const { Faces = [], NextToken: _, ...members } of pages) {
		if (!isOpen) yield toOpening(members);
		isOpen = true;
		for (const face of Faces) {
			yield `${separator}\n    ${JSON.stringify(face)}`;
			separator = ",";
		}
	}
	yield separator ? "\n  ]\n}\n" : "]\n}\n";
}

/** The document up to its first face; $metadata is the SDK's and not the contract's. */
const toOpening = (members: object): string => {
	const text = JSON.stringify(
		{ ...members, Faces: [] },
		(name, value: unknown) => (name === "$metadata" ? undefined : value),
		2,
	);
	return text.slice(0, -"]\n}".length);
};
