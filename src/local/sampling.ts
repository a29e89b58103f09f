/**
 * Which of the decoded frames come as pictures. The rule stands here twice: as filters for ffmpeg, which gives the
 * pictures, and as functions for us, who see the times of all frames. Both count with the same doubles.
 */
export interface Sampling {
	readonly filters: readonly string[];
	/** What becomes of a frame after an earlier one: a picture of its own, the earlier one's place, or nothing. */
	readonly place: (ptsMicros: number, earlier: Earlier) => "next" | "instead" | "none";
	/** Whether a picture is wanted, given the time of the next one; undefined where the video ends. */
	readonly isWanted: (ptsMicros: number, nextMicros: number | undefined) => boolean;
	/** A frame may still take the place of the last picture. */
	readonly looksAhead: boolean;
}

/** What a frame comes after. */
export interface Earlier {
	/** How many frames there were; the other members mean nothing where there was none. */
	readonly frames: number;
	readonly frameMicros: number;
	readonly pictureMicros: number;
}

export const EVERY_FRAME: Sampling = {
	filters: [],
	place: () => "next",
	isWanted: () => true,
	looksAhead: false,
};

/** Frames whose timestamps lie so far apart, wherever ffmpeg is told to decode only some of them. */
export const toThinned = (minGapMillis: number, startMicros: number): Sampling => {
	const millisOf = (pts: string) => `max(0,floor((${pts}+${startMicros})/1000))`;
	const gap = `${millisOf("pts")}-${millisOf("prev_selected_pts")}`;
	const toMillis = (ptsMicros: number) => toTimestampMillis(ptsMicros + startMicros);
	return {
		filters: [`select='isnan(prev_selected_pts)+gte(${gap},${minGapMillis})'`],
		place: (ptsMicros, { frames, pictureMicros }) =>
			frames === 0 || toMillis(ptsMicros) - toMillis(pictureMicros) >= minGapMillis
				? "next"
				: "none",
		isWanted: () => true,
		looksAhead: false,
	};
};

/** Rounded down, as Rekognition does. */
export const toTimestampMillis = (shownMicros: number): number =>
	Math.max(0, Math.floor(shownMicros / 1000));

/** Two thirds of a second are 666 667 of them: a frame that is late by rounding only is not late. */
const ROUNDING_MICROS = 1;

/** A rate of samples per second as whole thousandths, so that slots are counted without rounding errors. */
const toRateThousandths = (samplesPerSecond: number): number => Math.round(samplesPerSecond * 1000);

/** The first sampling instant at or after a presentation time: where a frame starts to be the last one so far. */
export const toSlot = (ptsMicros: number, rateThousandths: number): number =>
	Math.max(0, Math.ceil(((ptsMicros - ROUNDING_MICROS) * rateThousandths) / 1e9));

/** The first sampling instant after a presentation time. */
const toNextSlot = (ptsMicros: number, rateThousandths: number): number =>
	Math.floor(((ptsMicros + ROUNDING_MICROS) * rateThousandths) / 1e9) + 1;

/**
 * The last frame at or before each sampling instant. Only frames of different slots come as pictures, however far
 * apart, and the very first frame, for a video that is too short to reach an instant.
 */
export const toSampling = (samplesPerSecond: number): Sampling => {
	const rate = toRateThousandths(samplesPerSecond);
	const slotOf = (pts: string) => `max(0,ceil((${pts}-${ROUNDING_MICROS})*${rate}/1000000000))`;
	const isNext = `min(1,eq(N,1)+gt(${slotOf("PTS")},${slotOf("PREV_INPTS")}))`;
	return {
		// Pictures are counted, one a second, and of those with the same count the fps filter passes the last.
		filters: [`setpts='if(eq(N,0),0,PREV_OUTPTS+1000000*${isNext})'`, "fps=1"],
		place: (ptsMicros, { frames, frameMicros }) =>
			frames < 2 || toSlot(ptsMicros, rate) > toSlot(frameMicros, rate) ? "next" : "instead",
		isWanted: (ptsMicros, nextMicros) =>
			(nextMicros === undefined ? toNextSlot(ptsMicros, rate) : toSlot(nextMicros, rate)) >
			toSlot(ptsMicros, rate),
		looksAhead: true,
	};
};

/** What is known of the next picture that ffmpeg gives. */
export interface Pictured {
	readonly ptsMicros: number;
	readonly isWanted: boolean;
}

/** Which presentation time belongs to which picture that ffmpeg gives, while both come. */
export class Clock {
	readonly #sampling: Sampling;
	readonly #pictures: number[] = [];
	#earlier: Earlier = { frames: 0, frameMicros: 0, pictureMicros: 0 };
	#isOver = false;
	#isEven = true;

	constructor(sampling: Sampling) {
		this.#sampling = sampling;
	}

	/** The pictures that have not been asked for yet. */
	get pictures(): number {
		return this.#pictures.length;
	}

	/** Times come in order. */
	add(ptsMicros: number): void {
		const { frames, pictureMicros } = this.#earlier;
		const place = this.#sampling.place(ptsMicros, this.#earlier);
		if (place === "instead") this.#pictures.pop();
		if (place !== "none") this.#pictures.push(ptsMicros);
		this.#earlier = {
			frames: frames + 1,
			frameMicros: ptsMicros,
			pictureMicros: place === "none" ? pictureMicros : ptsMicros,
		};
	}

	end(): void {
		this.#isOver = true;
	}

	/** Whether every picture has got a time, and every time that is wanted its picture; asked at the end. */
	isEven(): boolean {
		const rest = this.#pictures.filter((ptsMicros, at) =>
			this.#sampling.isWanted(ptsMicros, this.#pictures[at + 1]),
		);
		return this.#isEven && rest.length === 0;
	}

	/** "wait" while unknown, "none" where no frame is left. */
	take(): Pictured | "wait" | "none" {
		const [ptsMicros, nextMicros] = this.#pictures;
		const isOpen =
			ptsMicros === undefined || (this.#sampling.looksAhead && nextMicros === undefined);
		if (isOpen && !this.#isOver) return "wait";
		if (ptsMicros === undefined) {
			this.#isEven = false;
			return "none";
		}
		this.#pictures.shift();
		return { ptsMicros, isWanted: this.#sampling.isWanted(ptsMicros, nextMicros) };
	}
}
