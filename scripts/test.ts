import path from "node:path";
import { build } from "./build.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";
import { addCounts, type Counts, NOTHING, reportRing } from "./ring.ts";
import { checkStatically, testContract, testUnits } from "./rings.ts";
import { makeSample } from "./sample/makeSample.ts";
import { step } from "./steps.mjs";
import { testHarness } from "./testHarness.ts";
import { testHost } from "./testHost.ts";
import { testUi } from "./testUi.ts";

const root = path.resolve(import.meta.dirname, "..");

/** From what takes seconds to what takes a browser. */
const RINGS: readonly (readonly [what: string, ring: () => Promise<Counts>])[] = [
	["Lint, layers, types, formatting", checkStatically],
	["Unit tests", testUnits],
	["Engines and command line", testContract],
	["Extension host", testHost],
	["Workbench in a browser", testUi],
	["Test harness", testHarness],
];

/** `npm test`: all rings; one that cannot run is a failure, and the others run all the same. */
const testAll = async (): Promise<Counts> => {
	const ffmpeg = await ensureFfmpeg();
	await build();
	await step("Drawing the sample video (half a minute, once)", () =>
		makeSample({ ffmpeg, outDir: path.join(root, "build/sample") }),
	);
	let all = NOTHING;
	const summary: string[] = [];
	for (const [what, ring] of RINGS) {
		console.log(`\n━━ ${what}`);
		const counts = await ring().catch((error: unknown): Counts => {
			console.error(error);
			return { ...NOTHING, failed: 1 };
		});
		all = addCounts(all, counts);
		summary.push(`${what}: ${toText(counts)}`);
	}
	console.log(
		["", ...summary, ...all.skippedTitles.map((title) => `Skipped: ${title}`), ""].join("\n"),
	);
	return all;
};

const toText = ({ passed, failed, skipped }: Counts): string =>
	`${passed} passed, ${failed} failed, ${skipped} skipped`;

await reportRing(testAll);
