/** ffmpeg was killed or crashed, which may not happen again. */
export class DecoderCrash extends Error {
	override readonly name = "DecoderCrash";

	constructor(signal: string, complaint: string) {
		super(`ffmpeg ended before its work was done (${signal}). ${complaint}`.trim());
	}
}
