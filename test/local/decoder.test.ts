import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { readFrames } from "../../src/local/frames.ts";
import { probeVideo } from "../../src/local/probe.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const size = { widthPx: 64, heightPx: 48, paddedWidthPx: 64, paddedHeightPx: 64 };

const until = async (isReached: () => boolean) => {
	while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe("an ffmpeg that misbehaves", () => {
	const folder = useTemporaryFolder();

	const readWith = (name: string, script: string, options: { readonly stallMillis?: number }) => {
		const ffmpeg = folder.join(name);
		writeFileSync(ffmpeg, `#!/bin/sh\necho $$ > ${folder.join(`${name}.pid`)}\n${script}\n`);
		chmodSync(ffmpeg, 0o755);
		return readFrames({ ffmpeg, file: "/nowhere.mp4", size, samplesPerSecond: 2 }, options);
	};

	const isRunning = (name: string): boolean =>
		existsSync(`/proc/${readFileSync(folder.join(`${name}.pid`), "utf8").trim()}/cmdline`);

	it("is ended when it says nothing at all", async () => {
		const frames = readWith("hangs", "exec sleep 60", { stallMillis: 300 });
		await assert.rejects(frames.next(), /^Error: ffmpeg stopped answering/);
		await until(() => !isRunning("hangs"));
	});

	it("is ended when it goes round in circles", async () => {
		const circles = `while :; do echo "0, 40000, 40000, 1, 4, 0x0" >&3; sleep 0.05; done`;
		const frames = readWith("circles", circles, { stallMillis: 300 });
		await assert.rejects(frames.next(), /^Error: ffmpeg stopped answering/);
	});

	it("is given the time that it is not asked in", async () => {
		const picture = `head -c ${64 * 64 * 3} /dev/zero`;
		const slow = [0, 500_000].map((pts) => `echo "0, ${pts}, ${pts}, 1, 4, 0x0" >&3; ${picture}`);
		const frames = readWith("slow", slow.join("\n"), { stallMillis: 200 });
		await frames.next();
		await new Promise((resolve) => setTimeout(resolve, 600));
		const second = await frames.next();
		assert.equal(second.done, false);
		assert.equal((await frames.next()).done, true);
	});

	it("is ended when it does not even say what a file is", async () => {
		const ffmpeg = folder.join("mute");
		writeFileSync(ffmpeg, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
		await assert.rejects(
			probeVideo(ffmpeg, "/nowhere.mp4", { timeoutMillis: 200 }),
			/^Error: ffmpeg stopped answering/,
		);
	});

	it("has crashed when a signal ended it, whatever it gave before", async () => {
		const frames = readWith("crashes", "kill -SEGV $$", {});
		await assert.rejects(frames.next(), {
			name: "DecoderCrash",
			message: /ended before its work was done \(SIGSEGV\)/,
		});
	});
});
