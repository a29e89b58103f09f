import type { Rgb } from "./maths.ts";

/** What a face does at a moment; all 0..1 but the gaze, −1..1 (right and up in the picture). */
export interface Expression {
	readonly smile: number;
	/** How far the lips are parted. */
	readonly open: number;
	/** 1 is wide awake, 0 a blink. */
	readonly eyes: number;
	readonly gaze: readonly [number, number];
}

/** A colour and how much it shines. */
export interface Paint {
	readonly colour: Rgb;
	readonly gloss: number;
	/** Whether light goes a little way in, as in skin. */
	readonly soft: number;
}
