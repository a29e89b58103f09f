import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Containers a stranger's video may come in; playlists and images are not among them. */
const FORMATS =
	"mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,flv,asf,ogg,mxf";
const MAX_ALLOC_BYTES = 256 * 1024 * 1024;
/** 8192 × 4320, the largest frame of the common levels. */
export const MAX_FRAME_PX = 35_389_440;

/** What ffmpeg says when it is too old to keep timestamps as they are. */
const TOO_OLD = /Unrecognized option 'fps_mode'/;
const STDERR_KEPT_CHARS = 4000;

/** Options before and with `-i` that keep a hostile file from reading others, filling memory or never ending. */
export const toInputArgs = (
	file: string,
	more: readonly string[] = [],
	format?: "jpeg" | "png",
): string[] =>
	[
		["-nostdin", "-hide_banner"],
		["-max_alloc", String(MAX_ALLOC_BYTES)],
		["-protocol_whitelist", "file"],
		["-format_whitelist", format ? `${format}_pipe` : FORMATS],
		["-max_pixels", String(MAX_FRAME_PX)],
		["-max_streams", "64"],
		["-probesize", "20M"],
		["-analyzeduration", "20M"],
		["-threads", "2"],
		format ? ["-f", `${format}_pipe`] : [],
		more,
		["-i", `file:${path.resolve(file)}`],
	].flat();

/** A statically linked ffmpeg that loads the system's tables of characters crashes at the names in a transport stream. */
const NO_CHARACTER_TABLES = { GCONV_PATH: "/nonexistent" };

/** Starts ffmpeg without a shell and with little of our environment; the caller kills it. */
export const spawnFfmpeg = (
	ffmpeg: string,
	args: readonly string[],
	morePipes: number = 0,
): ChildProcess =>
	spawn(ffmpeg, args, {
		stdio: ["ignore", ...Array<"pipe">(2 + morePipes).fill("pipe")],
		windowsHide: true,
		env: {
			PATH: process.env["PATH"],
			SystemRoot: process.env["SystemRoot"],
			...NO_CHARACTER_TABLES,
		},
	});

/** Keeps the end of what ffmpeg complains, whatever the amount. */
export const keepStderr = (child: ChildProcess): (() => string) => {
	let kept = "";
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		kept = (kept + text).slice(-STDERR_KEPT_CHARS);
	});
	return () =>
		TOO_OLD.test(kept)
			? "This ffmpeg is too old: Facereel needs ffmpeg 5.1 or later."
			: kept.trim();
};

/** ffmpeg by the setting, else ffmpeg-static's, else PATH's; an Error says what to do when there is none. */
export const findFfmpeg = (setting?: string): string => {
	if (setting) {
		if (path.isAbsolute(setting) && isExecutable(setting)) return setting;
		throw new Error(
			`${JSON.stringify(setting)} is no program that can be run: name the absolute path of ffmpeg in the setting "facereel.ffmpegPath", or with --ffmpeg.`,
		);
	}
	const found = [bundledFfmpeg(), ...onPath()].find(
		(candidate) => candidate !== undefined && isExecutable(candidate),
	);
	if (found !== undefined) return found;
	throw new Error(
		'ffmpeg was not found. Install it (Debian and Ubuntu: "apt-get install ffmpeg", macOS: "brew install ffmpeg", Windows: "winget install ffmpeg"), or name it in the setting "facereel.ffmpegPath".',
	);
};

/** ffmpeg-static is optional: its install script downloads the binary, which may have failed. */
const bundledFfmpeg = (): string | undefined => {
	try {
		const bundled: unknown = createRequire(import.meta.url)("ffmpeg-static");
		return typeof bundled === "string" ? bundled : undefined;
	} catch {
		return undefined;
	}
};

/** Only absolute folders: "." in PATH would run a workspace's own "ffmpeg". */
const onPath = (): string[] => {
	const name = process.platform === "win32" ? "ffmpeg.exe" : "ffmpeg";
	return (process.env["PATH"] ?? "")
		.split(path.delimiter)
		.filter((folder) => path.isAbsolute(folder))
		.map((folder) => path.join(folder, name));
};

const isExecutable = (file: string): boolean => {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
};
