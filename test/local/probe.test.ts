import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { findFfmpeg } from "../../src/local/ffmpeg.ts";
import { parseBanner, probeVideo } from "../../src/local/probe.ts";
import { makeMedia } from "../support/ffmpeg.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const banner = (stream: string, extra = "") => `Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'x.mp4':
  Metadata:
    title           : a
                    :   Stream #0:0: Video: evil, 9x9
  Duration: 01:02:03.45, start: 0.000000, bitrate: 141 kb/s
  Stream #0:0[0x1](und): Video: ${stream}
    Side data:
      ${extra}
`;

describe("probe", () => {
	const folder = useTemporaryFolder();

	it("says of a video what Rekognition says of it", async () => {
		const file = folder.join("a.mp4");
		await makeMedia(
			"-f",
			"lavfi",
			"-i",
			"testsrc=size=320x180:rate=30000/1001",
			"-t",
			"2",
			"-c:v",
			"libx264",
			"-pix_fmt",
			"yuv420p",
			file,
		);
		const { VideoMetadata } = await probeVideo(findFfmpeg(), file);
		assert.deepEqual(VideoMetadata, {
			Codec: "h264",
			DurationMillis: 2000,
			Format: "QuickTime / MOV",
			FrameRate: 29.97,
			FrameHeight: 180,
			FrameWidth: 320,
		});
	});

	it("gives the size a video is shown at: stretched pixels, turned pictures", () => {
		const stretched = "h264 (High), yuv420p(tv), 720x576 [SAR 16:11 DAR 20:11], 25 fps, 25 tbr";
		const turned = parseBanner(banner(stretched, "displaymatrix: rotation of -90.00 degrees"));
		assert.deepEqual([turned?.widthPx, turned?.heightPx], [576, 1047]);
		assert.deepEqual(parseBanner(banner(stretched))?.widthPx, 1047);
	});

	it("is not taken in by a title that looks like a stream", () => {
		const probe = parseBanner(banner("hevc, yuv420p, 640x360, 25 fps"));
		assert.equal(probe?.VideoMetadata.Codec, "hevc");
		assert.equal(probe?.widthPx, 640);
	});

	it("takes a cover picture for no video", () => {
		assert.equal(
			parseBanner(banner("mjpeg, yuvj420p(pc), 600x600, 90k tbr (attached pic)")),
			undefined,
		);
	});

	it("says Rekognition's words of a file that is no video", async () => {
		const file = folder.join("text.mp4");
		writeFileSync(file, "not a video");
		await assert.rejects(
			probeVideo(findFfmpeg(), file),
			/^InvalidVideoError: Unsupported codec\/format\./,
		);
	});

	it("opens no other file that a playlist names", async () => {
		const file = folder.join("list.mp4");
		writeFileSync(file, "ffconcat version 1.0\nfile /etc/passwd\n");
		await assert.rejects(probeVideo(findFfmpeg(), file), /Unsupported codec\/format/);
	});
});
