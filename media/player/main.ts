import type { FaceDetection } from "@aws-sdk/client-rekognition";
import type { FromPlayer, ToPlayer } from "../../src/api/player.ts";
import { createTimeline } from "../../src/core/timeline.ts";
import { drawFaces } from "./overlay.ts";
import { toDetails } from "./details.ts";

declare const acquireVsCodeApi: () => { readonly postMessage: (message: FromPlayer) => void };

const find = <Type extends HTMLElement>(id: string, Class: new () => Type): Type => {
	const element = document.getElementById(id);
	if (element instanceof Class) return element;
	throw new Error(`the page has no #${id}`);
};

const host = acquireVsCodeApi();
const video = find("video", HTMLVideoElement);
const overlay = find("overlay", HTMLCanvasElement);
const status = find("status", HTMLElement);
const now = find("now", HTMLElement);
const notes = find("notes", HTMLElement);
const boxes = find("boxes", HTMLInputElement);

let collected: FaceDetection[] = [];
let glanced: readonly FaceDetection[] = [];
let timeline = createTimeline(collected);

const draw = (timeSeconds: number): void => {
	const faces = boxes.checked ? timeline.at(timeSeconds * 1000) : [];
	drawFaces(overlay, { widthPx: video.videoWidth, heightPx: video.videoHeight }, faces);
	now.textContent = toDetails(timeline.at(timeSeconds * 1000));
};

/** mediaTime is the time of the very frame on the screen, which currentTime is not. */
const followFrames = (): void => {
	video.requestVideoFrameCallback((_now, { mediaTime }) => {
		lastFrameSeconds = mediaTime;
		draw(mediaTime);
		followFrames();
	});
};
let lastFrameSeconds = 0;

const load = (sources: readonly string[]): void => {
	const elements = sources.map((url) => {
		const source = document.createElement("source");
		source.src = url;
		return source;
	});
	elements.at(-1)?.addEventListener("error", () => {
		const message = "This video cannot be played here. The faces below were found all the same.";
		notes.textContent = message;
		host.postMessage({ type: "unplayable", message });
	});
	video.replaceChildren(...elements);
	video.load();
};

/** A job in progress is shown as far as it is, and what a quick look has found of the rest. */
const collect = ({ faces, isFirst, progress, overview }: ToPlayer & { type: "faces" }): void => {
	if (isFirst) collected = [];
	if (overview) glanced = overview;
	collected.push(...faces);
	const percent = progress === undefined ? "" : ` (${Math.floor(progress * 100)} %)`;
	status.textContent = `${collected.length} faces so far${percent} …`;
	if (progress === undefined) return;
	const lastMillis = collected.at(-1)?.Timestamp ?? -Infinity;
	const rest = glanced.filter(({ Timestamp = 0 }) => Timestamp > lastMillis);
	timeline = createTimeline([...collected, ...rest]);
	draw(lastFrameSeconds);
};

const receive = (message: ToPlayer): void => {
	switch (message.type) {
		case "video":
			collected = [];
			timeline = createTimeline(collected);
			video.setAttribute("aria-label", message.name);
			load(message.sources);
			break;
		case "faces":
			collect(message);
			break;
		case "done":
			timeline = createTimeline(collected);
			status.textContent = toSummary(message);
			notes.textContent = message.warnings.join(" ");
			draw(lastFrameSeconds);
			break;
		case "problem":
			notes.textContent = message.message;
			break;
	}
};

const toSummary = ({
	engine,
	models,
}: {
	readonly engine: string;
	readonly models: readonly string[];
}): string => {
	const instants = new Set(collected.map(({ Timestamp }) => Timestamp)).size;
	const by = models.length ? `${engine} (${models.join(", ")})` : engine;
	return `${collected.length} faces at ${instants} instants, found by ${by}`;
};

window.addEventListener("message", ({ data }: MessageEvent<ToPlayer>) => receive(data));
new ResizeObserver(() => draw(lastFrameSeconds)).observe(video);
boxes.addEventListener("change", () => draw(lastFrameSeconds));
followFrames();
host.postMessage({ type: "ready" });
