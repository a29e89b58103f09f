import { build } from "./build.ts";
import { addCounts, reportRing } from "./ring.ts";
import { checkStatically, testUnits } from "./rings.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";

/** `npm run check`: everything that takes seconds. */
await reportRing(async () => {
	await ensureFfmpeg();
	// The engine's tests take the networks that a build converts.
	await build();
	return addCounts(await checkStatically(), await testUnits());
});
