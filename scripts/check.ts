import { addCounts, reportRing } from "./ring.ts";
import { checkStatically, testUnits } from "./rings.ts";
import { ensureFfmpeg } from "./ffmpegTool.ts";

/** `npm run check`: everything that takes seconds. */
await reportRing(async () => {
	await ensureFfmpeg();
	return addCounts(await checkStatically(), await testUnits());
});
