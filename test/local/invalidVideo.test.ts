import assert from "node:assert/strict";
import { InvalidVideoError } from "../../src/local/invalidVideo.ts";

describe("the message about an invalid video", () => {
	it("is Rekognition's sentence and ffmpeg's last word", () => {
		const complaint = [
			"[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55e0f9150a80] moov atom not found",
			"file:/home/me/notes: 1.mp4: Invalid data found when processing input",
		].join("\n");
		assert.equal(
			new InvalidVideoError(complaint).message,
			"Unsupported codec/format. Invalid data found when processing input",
		);
	});

	it("is Rekognition's sentence alone where ffmpeg said nothing", () => {
		assert.equal(new InvalidVideoError("").message, "Unsupported codec/format.");
	});
});
