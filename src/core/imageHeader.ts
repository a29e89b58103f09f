/** What the beginning of a picture's file says. */
export interface ImageHeader {
	readonly format: "jpeg" | "png";
	/** As it is shown: turned as the camera says. */
	readonly widthPx: number;
	readonly heightPx: number;
}

/** Reads a JPEG's or PNG's header; undefined for anything else. */
export const parseImageHeader = (bytes: Uint8Array): ImageHeader | undefined => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		return parsePng(view) ?? parseJpeg(view);
	} catch (error) {
		// It ends in the middle of its header.
		if (error instanceof RangeError) return undefined;
		throw error;
	}
};

const PNG_SIGNATURE = 0x89_50_4e_47_0d_0a_1a_0an;
const PNG_SIZE_OFFSET = 16;

const parsePng = (view: DataView): ImageHeader | undefined => {
	if (view.getBigUint64(0) !== PNG_SIGNATURE) return undefined;
	const widthPx = view.getUint32(PNG_SIZE_OFFSET);
	return { format: "png", widthPx, heightPx: view.getUint32(PNG_SIZE_OFFSET + 4) };
};

const START_OF_IMAGE = 0xff_d8;
const EXIF = 0xff_e1;
const START_OF_SCAN = 0xff_da;

/** Segments, each with a marker and its length; the frame's size comes before the pixels. */
const parseJpeg = (view: DataView): ImageHeader | undefined => {
	if (view.getUint16(0) !== START_OF_IMAGE) return undefined;
	let isTurned = false;
	for (let at = 2; ;) {
		const marker = view.getUint16(at);
		if (marker === 0xff_ff) {
			// Markers may be filled up.
			at += 1;
			continue;
		}
		if (marker === START_OF_SCAN || marker < 0xff_00) return undefined;
		const length = view.getUint16(at + 2);
		if (marker === EXIF) isTurned ||= isQuarterTurn(toSegment(view, at + 4, length - 2));
		if (isStartOfFrame(marker)) {
			const [heightPx, widthPx] = [view.getUint16(at + 5), view.getUint16(at + 7)];
			return isTurned
				? { format: "jpeg", widthPx: heightPx, heightPx: widthPx }
				: { format: "jpeg", widthPx, heightPx };
		}
		at += 2 + length;
	}
};

const toSegment = (view: DataView, at: number, length: number): DataView =>
	new DataView(view.buffer, view.byteOffset + at, length);

/** SOF0 to SOF15, without the tables among them. */
const isStartOfFrame = (marker: number): boolean =>
	marker >= 0xff_c0 && marker <= 0xff_cf && ![0xff_c4, 0xff_c8, 0xff_cc].includes(marker);

const EXIF_NAME = 0x45_78_69_66;
const TIFF_OFFSET = 6;
const LITTLE_ENDIAN = 0x49_49;
const ORIENTATION = 0x01_12;
const ENTRY_BYTES = 12;
/** These four of the eight orientations lay the picture on its side. */
const FIRST_QUARTER_TURN = 5;

const isQuarterTurn = (segment: DataView): boolean => {
	if (segment.byteLength < TIFF_OFFSET + 8 || segment.getUint32(0) !== EXIF_NAME) return false;
	const isLittle = segment.getUint16(TIFF_OFFSET) === LITTLE_ENDIAN;
	const directory = TIFF_OFFSET + segment.getUint32(TIFF_OFFSET + 4, isLittle);
	if (directory + 2 > segment.byteLength) return false;
	const count = segment.getUint16(directory, isLittle);
	for (let entry = 0; entry < count; entry += 1) {
		const at = directory + 2 + entry * ENTRY_BYTES;
		if (at + ENTRY_BYTES > segment.byteLength) return false;
		if (segment.getUint16(at, isLittle) === ORIENTATION)
			return segment.getUint16(at + 8, isLittle) >= FIRST_QUARTER_TURN;
	}
	return false;
};
