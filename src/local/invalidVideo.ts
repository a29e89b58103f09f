/** Rekognition's own words for it. */
const STATUS_MESSAGE = "Unsupported codec/format.";

/** The file is there, but it is no video that can be decoded. */
export class InvalidVideoError extends Error {
	override readonly name = "InvalidVideoError";

	constructor(complaint: string) {
		super([STATUS_MESSAGE, complaint].filter(Boolean).join(" "));
	}
}
