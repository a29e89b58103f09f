import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeMedia, numberedFrames } from "./ffmpeg.ts";

/** Four numbered frames a second, 16 seconds of them, every eighth a key frame where the format has others, too. */
const RATE = "4";
const FRAMES = 65;
const SOURCE = numberedFrames(RATE, FRAMES);
const H264 = ["-c:v", "libx264", "-qp", "1", "-g", "8"];
const B_FRAMES = [...H264, "-bf", "3", "-b_strategy", "0"];

type Make = (file: string) => Promise<void>;

const encode =
	(...args: readonly string[]): Make =>
	(file) =>
		makeMedia(...SOURCE, ...args, file);

/** Another file of the plain one's packets; "{}" stands for it. */
const remake =
	(...args: readonly string[]): Make =>
	async (file) => {
		const plain = `${file}.plain.mp4`;
		await makeMedia(...SOURCE, ...B_FRAMES, plain);
		await makeMedia(...args.flatMap((arg) => (arg === "{}" ? ["-i", plain] : arg)), file);
	};

const COPY = ["-c", "copy"];
const SOUND = ["-f", "lavfi", "-i", "sine=duration=18"];
const LATE = [...SOUND, "-itsoffset", "0.8", "{}", "-map", "1:v", "-map", "0:a", "-c:v", "copy"];
const shownAt = (seconds: string) =>
	[
		["-vf", `settb=1/30000,setpts='round((${seconds})/TB)'`, "-enc_time_base", "1:30000"],
		["-fps_mode", "passthrough"],
	].flat();

/** Writes how the picture is turned, clockwise, as cameras do: into the matrix of the track's header. */
export const turn = (file: string, matrix: readonly [number, number, number, number]): void => {
	const bytes = readFileSync(file);
	const [a, b, c, d] = matrix;
	const at = bytes.indexOf("tkhd") + 44;
	assert.equal(bytes.readInt32BE(at), 0x10000);
	for (const [index, value] of [a, b, 0, c, d].entries())
		bytes.writeInt32BE(value * 0x10000, at + index * 4);
	writeFileSync(file, bytes);
};

/** Files that count time in every way we know of, by their names. */
export const NUMBERED_VIDEOS: Readonly<Record<string, Make>> = {
	"plain.mp4": encode(...B_FRAMES),
	"plain.mov": encode(...B_FRAMES),
	"plain.mkv": encode(...B_FRAMES),
	"plain.ts": encode(...B_FRAMES),
	"plain.avi": encode(...B_FRAMES),
	"plain.mpg": encode("-c:v", "mpeg2video", "-q:v", "1", "-bf", "2", "-r", "25"),
	"plain.flv": encode(...B_FRAMES),
	"vp9.webm": encode("-c:v", "libvpx-vp9", "-lossless", "1", "-g", "8"),
	"ntsc.mp4": encode(...shownAt("N*8*1001/30000"), ...B_FRAMES),
	"squares.mkv": encode(...shownAt("N*N/250"), ...B_FRAMES),
	"pause.mkv": encode(...shownAt("N/4+gte(N,30)*5"), ...B_FRAMES),
	"day.mkv": encode(...shownAt("N/4+gte(N,30)*86400"), ...B_FRAMES),
	"twins.mkv": encode(...shownAt("floor(N/2)/2"), "-c:v", "ffv1"),
	"openGop.mp4": encode(...B_FRAMES, "-x264-params", "open-gop=1:scenecut=0"),
	"openGop.mkv": encode(...B_FRAMES, "-x264-params", "open-gop=1:scenecut=0"),
	"slow.mkv": encode(...shownAt("N"), ...B_FRAMES, "-x264-params", "open-gop=1:scenecut=0"),
	"hevc.mp4": encode("-c:v", "libx265", "-x265-params", "log-level=none:keyint=8:open-gop=1"),
	"refresh.mp4": encode(...H264, "-x264-params", "intra-refresh=1:bframes=0"),
	"refresh.mkv": encode(...H264, "-x264-params", "intra-refresh=1:bframes=0"),
	"everyKey.mov": encode("-c:v", "mjpeg", "-q:v", "1", "-pix_fmt", "yuvj420p"),
	"live.mkv": encode(...B_FRAMES, "-live", "1"),
	"fragmented.mp4": remake(
		"{}",
		...COPY,
		"-movflags",
		"frag_keyframe+empty_moov+default_base_moof",
	),
	"indexed.mp4": remake("{}", ...COPY, "-movflags", "dash+global_sidx"),
	"trimmed.mp4": remake("-ss", "0.6", "{}", ...COPY),
	"negative.mp4": remake("-itsoffset", "-0.2", "{}", ...COPY, "-avoid_negative_ts", "disabled"),
	"late.mp4": remake(...LATE, "-c:a", "aac"),
	"late.mkv": remake(...LATE, "-c:a", "aac"),
	"late.ts": remake(...LATE, "-c:a", "aac"),
	"at5.mp4": remake("-itsoffset", "5", "{}", ...COPY),
	"at5.mkv": remake("-itsoffset", "5", "{}", ...COPY),
	"tenHours.ts": remake("{}", ...COPY, "-output_ts_offset", "36000", "-muxdelay", "0"),
	"stretched.mp4": encode("-vf", "setsar=3/2", ...B_FRAMES),
	"turned.mp4": async (file) => {
		await encode(...B_FRAMES)(file);
		turn(file, [0, 1, -1, 0]);
	},
};

/** Makes one of them in a folder. */
export const makeNumbered = async (folder: string, name: string): Promise<string> => {
	const file = path.join(folder, name);
	const make = NUMBERED_VIDEOS[name];
	assert.ok(make, name);
	await make(file);
	return file;
};
