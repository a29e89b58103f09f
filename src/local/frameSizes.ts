import type { Detector } from "./detector.ts";
import type { ModelEntry } from "./modelManifest.ts";

/** The side of SSD's input: the network knows no other size. */
export const SSD_INPUT_PX = 512;
/** YuNet's long side. Twice as much costs four times the time and splits very large faces. */
const YUNET_INPUT_PX = 640;
/** Small pictures are doubled: faces of a few pixels are then told apart instead of counted twice. */
const MAX_ENLARGEMENT = 2;
/** What the width and height of YuNet's input must be multiples of: the coarsest stride. */
const GRID_PX = 32;

type ToFrameSize = Detector["toFrameSize"];

export const toYunetFrameSize: ToFrameSize = (shown) => {
	const longPx = Math.max(shown.widthPx, shown.heightPx);
	const scale = Math.min(MAX_ENLARGEMENT, YUNET_INPUT_PX / longPx);
	const widthPx = Math.max(1, Math.round(shown.widthPx * scale));
	const heightPx = Math.max(1, Math.round(shown.heightPx * scale));
	return { widthPx, heightPx, paddedWidthPx: toGrid(widthPx), paddedHeightPx: toGrid(heightPx) };
};

const toGrid = (sizePx: number): number => Math.ceil(sizePx / GRID_PX) * GRID_PX;

/** As face-api does: the long side fills the input, the rest of it is black. */
export const toSsdFrameSize: ToFrameSize = (shown) => {
	const scale = SSD_INPUT_PX / Math.max(shown.widthPx, shown.heightPx);
	return {
		widthPx: Math.max(1, Math.round(shown.widthPx * scale)),
		heightPx: Math.max(1, Math.round(shown.heightPx * scale)),
		paddedWidthPx: SSD_INPUT_PX,
		paddedHeightPx: SSD_INPUT_PX,
	};
};

const SIZES: ReadonlyMap<string, ToFrameSize> = new Map([
	["yunet", toYunetFrameSize],
	["ssd", toSsdFrameSize],
]);

/** The frame that the model's detector wants; known without ONNX Runtime, which takes its time to load. */
export const toFrameSizeOf = ({ name }: ModelEntry): ToFrameSize => {
	const toFrameSize = SIZES.get(name);
	if (toFrameSize === undefined) throw new Error(`The model ${name} is no detector.`);
	return toFrameSize;
};
