import assert from "node:assert/strict";
import { refuseUnlikeRekognition } from "../../src/local/strictVideo.ts";

describe("a strict engine", () => {
	const video = { Codec: "h264", Format: "QuickTime / MOV", DurationMillis: 6 * 3600 * 1000 };

	it("takes H.264 in MP4 or MOV, up to six hours", () => {
		refuseUnlikeRekognition(video);
	});

	it("refuses what Amazon Rekognition refuses, in its words", () => {
		for (const other of [
			{ Codec: "hevc" },
			{ Codec: "mpeg4" },
			{ Format: "Matroska / WebM" },
			{ Format: "AVI (Audio Video Interleaved)" },
		])
			assert.throws(
				() => refuseUnlikeRekognition({ ...video, ...other }),
				/^Error: Unsupported codec\/format\.$/,
			);
		assert.throws(
			() => refuseUnlikeRekognition({ ...video, DurationMillis: 6 * 3600 * 1000 + 1 }),
			/longer than 6 hours/,
		);
	});
});
