/** Rekognition's own words for it. */
export const UNSUPPORTED = "Unsupported codec/format.";

/** The file is there, but it is no video that can be decoded. */
export class InvalidVideoError extends Error {
	override readonly name = "InvalidVideoError";

	constructor(complaint: string) {
		super([UNSUPPORTED, toReason(complaint)].filter(Boolean).join(" "));
	}
}

/** ffmpeg's last word, without the addresses and the path that it puts before it. */
const toReason = (complaint: string): string => {
	const last = complaint.split("\n").findLast(Boolean) ?? "";
	return last.replace(/^(?:\[[^\]]*\] )*(?:file:.*: )?/, "");
};
