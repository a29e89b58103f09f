import path from "node:path";
import { parseArgs } from "node:util";
import { type DrawnFace, readDrawn, toHeads, toPortraits } from "./attributes/drawn.ts";
import { readLabels, readPhotographs } from "./attributes/photographs.ts";
import { type NamedReader, openReaders } from "./attributes/readers.ts";
import { report, type Told } from "./attributes/tally.ts";

/**
 * `FACEREEL_MODELS=<folder> node bench/attributes.ts [--seed 900] [--count 200] [--photographs <folder> --labels
 * <file>]`: how often each attribute is right, on drawn faces and on photographs, with the downloaded networks and
 * without them. Labels are a JSON list of { picture, x, y, Beard: true, Smile: false, … }, x and y being the middle of
 * the face in ratios of the picture.
 */
const main = async (): Promise<void> => {
	const { values } = parseArgs({
		options: {
			seed: { type: "string", default: "900" },
			count: { type: "string", default: "200" },
			photographs: { type: "string" },
			labels: { type: "string" },
		},
	});
	const built = path.resolve(import.meta.dirname, "../models/built");
	const downloads = process.env["FACEREEL_MODELS"];
	const readers = await openReaders(downloads === undefined ? [built] : [downloads, built]);
	const [seed, count] = [Number(values.seed), Number(values.count)];
	await reportDrawn(readers, "Portraits", toPortraits(seed, count));
	await reportDrawn(readers, "Heads in hard light", toHeads(seed, count));
	const { photographs, labels } = values;
	if (photographs === undefined || labels === undefined) return;
	for (const { name, reader } of readers)
		report(`Photographs, ${name}`, await readPhotographs(reader, photographs, readLabels(labels)));
};

const reportDrawn = async (
	readers: readonly NamedReader[],
	title: string,
	drawn: Iterable<DrawnFace>,
): Promise<void> => {
	const told = readers.map((): (Told | undefined)[] => []);
	for (const face of drawn)
		for (const [i, { reader }] of readers.entries()) told[i]?.push(await readDrawn(reader, face));
	for (const [i, { name }] of readers.entries()) report(`${title}, ${name}`, told[i] ?? []);
};

await main();
