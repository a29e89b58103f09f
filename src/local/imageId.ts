import { createHash } from "node:crypto";

/** Ours: names in it are the SHA-256 of images. */
const NAMESPACE = Buffer.from("6f4e1f3c8d0b4c52a1f79be3c5d0a8e4", "hex");

/** The ImageId of an image with this SHA-256: a name-based UUID (version 5), the same for the same bytes. */
export const toImageId = (sha256: Uint8Array): string => {
	const bytes = createHash("sha1").update(NAMESPACE).update(sha256).digest().subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};
