import type { Readable } from "node:stream";
import { createNews } from "./news.ts";
import { Clock, type Pictured, type Sampling } from "./sampling.ts";

export interface FrameTimesOptions {
	readonly sampling: Sampling;
	/** Earlier frames have no pictures. */
	readonly fromMicros?: number | undefined;
	readonly onProgress: () => void;
}

/** So many pictures may be missing for the times that have come; ffmpeg is never so far ahead of itself. */
const MAX_PICTURES_MISSING = 10_000;

/** The times of all frames, and through them those of the pictures: lines of ffmpeg's framecrc. */
export class FrameTimes {
	readonly #input: Readable;
	readonly #clock: Clock;
	readonly #fromMicros: number;
	readonly #onProgress: () => void;
	readonly #reached = Promise.withResolvers<void>();
	readonly #news = createNews();
	#lastPtsMicros: number | undefined;
	#isReached = false;
	#skipped = 0;
	#isDraining = false;

	constructor(input: Readable, { sampling, fromMicros = -Infinity, ...rest }: FrameTimesOptions) {
		this.#input = input;
		this.#clock = new Clock(sampling);
		this.#fromMicros = fromMicros;
		this.#onProgress = rest.onProgress;
		onLines(input, (lines) => this.#read(lines));
		input.on("close", () => {
			this.#clock.end();
			this.#reached.resolve();
			this.#news.tell();
		});
	}

	/** The first frame that may have a picture has come, or there is none. */
	get reached(): Promise<void> {
		return this.#reached.promise;
	}

	/** Whether it has come. */
	get isReached(): boolean {
		return this.#isReached;
	}

	/** How many frames came before it. */
	get skipped(): number {
		return this.#skipped;
	}

	get lastPtsMicros(): number | undefined {
		return this.#lastPtsMicros;
	}

	/** Whether every picture has got a time, and every time that is wanted its picture; asked at the end. */
	get isEven(): boolean {
		return this.#clock.isEven();
	}

	/** What the next picture shows; undefined where no frame is left for it. */
	async take(): Promise<Pictured | undefined> {
		for (;;) {
			const pictured = this.#clock.take();
			if (pictured === "none") return undefined;
			if (pictured !== "wait") return pictured;
			this.#input.resume();
			await this.#news.next();
		}
	}

	/** No more pictures come: what is left is read for the last time. */
	drain(): void {
		this.#isDraining = true;
		this.#input.resume();
	}

	#read(lines: readonly string[]): void {
		for (const line of lines) {
			const ptsMicros = parseTime(line);
			if (ptsMicros !== undefined) this.#add(ptsMicros);
		}
		if (this.#isCrowded() && !this.#isDraining) this.#input.pause();
		if (this.#isReached) this.#reached.resolve();
		this.#news.tell();
	}

	#add(ptsMicros: number): void {
		// A file that goes round in circles makes frames, but no progress.
		if (ptsMicros > (this.#lastPtsMicros ?? -Infinity)) this.#onProgress();
		this.#lastPtsMicros = ptsMicros;
		this.#isReached ||= ptsMicros >= this.#fromMicros;
		if (!this.#isReached) this.#skipped += 1;
		else if (!this.#isDraining || !this.#isCrowded()) this.#clock.add(ptsMicros);
	}

	#isCrowded(): boolean {
		return this.#clock.pictures > MAX_PICTURES_MISSING;
	}
}

/** "stream, dts, pts, duration, size, checksum", after comments. */
const parseTime = (line: string): number | undefined => {
	const ptsMicros = line.startsWith("#") ? NaN : Number(line.split(",")[2]);
	return Number.isSafeInteger(ptsMicros) ? ptsMicros : undefined;
};

/** The longest line that is one of ffmpeg's. */
const MAX_LINE_CHARS = 1000;

/** Whole lines as they come; what has no end is no line. */
const onLines = (input: Readable, take: (lines: readonly string[]) => void): void => {
	let begun = "";
	input.setEncoding("latin1").on("data", (text: string) => {
		const lines = (begun + text).split("\n");
		begun = lines.pop()?.slice(0, MAX_LINE_CHARS) ?? "";
		take(lines);
	});
};
