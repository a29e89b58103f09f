/** A rate of samples per second as whole thousandths, so that slots are counted without rounding errors. */
export const toRateThousandths = (samplesPerSecond: number): number =>
	Math.round(samplesPerSecond * 1000);

/** Two thirds of a second are 666 667 of them: a frame that is late by rounding only is not late. */
export const ROUNDING_MICROS = 1;

/** The first sampling instant at or after a presentation time: where a frame starts to be the last one so far. */
export const toSlot = (ptsMicros: number, rateThousandths: number): number =>
	// Zero is added for the sake of -0.
	Math.ceil(((ptsMicros - ROUNDING_MICROS) * rateThousandths) / 1e9) + 0;

/** Which presentation time belongs to which picture that ffmpeg gives, while both come. */
export interface Clock {
	/** The presentation time of the last frame that has come. */
	readonly lastPtsMicros: number | undefined;
	readonly add: (ptsMicros: number) => void;
	readonly end: () => void;
	/** "wait" while unknown; "none" where no frame has been shown yet or the video is over. Asked in order. */
	readonly take: (picture: number) => number | "wait" | "none";
}

/** The clock where every frame comes as a picture. */
export class EveryFrame implements Clock {
	readonly #times: number[] = [];
	#lastPtsMicros: number | undefined;
	#ended = false;

	get lastPtsMicros(): number | undefined {
		return this.#lastPtsMicros;
	}

	add(ptsMicros: number): void {
		this.#lastPtsMicros = ptsMicros;
		this.#times.push(ptsMicros);
	}

	end(): void {
		this.#ended = true;
	}

	take(): number | "wait" | "none" {
		return this.#times.shift() ?? (this.#ended ? "none" : "wait");
	}
}

/**
 * Tells the presentation time of the frame that stands for each sampling instant: the last one at or before it.
 * Times come in order; an instant is known once a frame at or after it has come, or the video has ended.
 */
export class Sampling implements Clock {
	readonly #rateThousandths: number;
	readonly #times: { readonly slot: number; readonly ptsMicros: number }[] = [];
	#lastPtsMicros: number | undefined;
	#ended = false;

	constructor(samplesPerSecond: number) {
		this.#rateThousandths = toRateThousandths(samplesPerSecond);
	}

	get lastPtsMicros(): number | undefined {
		return this.#lastPtsMicros;
	}

	add(ptsMicros: number): void {
		const slot = toSlot(ptsMicros, this.#rateThousandths);
		this.#lastPtsMicros = ptsMicros;
		if (this.#times.at(-1)?.slot === slot) this.#times.pop();
		this.#times.push({ slot, ptsMicros });
	}

	end(): void {
		this.#ended = true;
	}

	take(slot: number): number | "wait" | "none" {
		while ((this.#times[1]?.slot ?? Infinity) <= slot) this.#times.shift();
		const [first] = this.#times;
		const isOver = !this.#isReached(slot);
		if (isOver && !this.#ended) return "wait";
		return isOver || first === undefined || first.slot > slot ? "none" : first.ptsMicros;
	}

	#isReached(slot: number): boolean {
		return (
			this.#lastPtsMicros !== undefined &&
			toNextSlot(this.#lastPtsMicros, this.#rateThousandths) > slot
		);
	}
}

/** The first sampling instant after a presentation time. */
const toNextSlot = (ptsMicros: number, rateThousandths: number): number =>
	Math.floor(((ptsMicros + ROUNDING_MICROS) * rateThousandths) / 1e9) + 1;
