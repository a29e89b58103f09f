/** From a byte of a drawn picture to light, and back. */
export const toLinear = (byte: number): number => (byte / 255) ** 2.2;
export const toByte = (linear: number): number =>
	Math.round(255 * Math.min(1, linear) ** (1 / 2.2));
