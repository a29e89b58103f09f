import assert from "node:assert/strict";
import type { Landmark } from "@aws-sdk/client-rekognition";
import { drawHeads, type Head } from "../support/portraits/head.ts";
import { drawPortraits } from "../support/portraits/portrait.ts";

const NOWHERE: Landmark = { X: 0, Y: 0 };

/** The mean of a patch of a picture, a twentieth of it wide, 0..255. */
const lightAt = ({ picture }: Pick<Head, "picture">, { X = 0, Y = 0 }: Landmark): number => {
	const sizePx = Math.max(2, Math.round(picture.widthPx / 20));
	const [c, f] = [X * picture.widthPx - sizePx / 2, Y * picture.heightPx - sizePx / 2];
	const piece = picture.cut({ a: 1, b: 0, c, d: 0, e: 1, f }, sizePx, sizePx);
	return piece.reduce((sum, value) => sum + value, 0) / piece.length;
};

const find = (landmarks: readonly Landmark[], type: string): Landmark =>
	landmarks.find(({ Type }) => Type === type) ?? NOWHERE;

const whole = ({ picture }: Pick<Head, "picture">): Uint8Array =>
	picture.cut({ a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 }, picture.widthPx, picture.heightPx);

const contrast = (head: Head): number => {
	const [eye, nose] = [find(head.landmarks, "eyeLeft"), find(head.landmarks, "nose")];
	return lightAt(head, eye) / lightAt(head, nose);
};

const meanContrast = (some: readonly Head[]): number =>
	some.reduce((sum, head) => sum + contrast(head), 0) / some.length;

describe("drawn heads", () => {
	const heads: Head[] = [];
	before(function () {
		this.timeout(120_000);
		heads.push(...drawHeads(9, 12, 6));
	});

	it("are the same for the same seed", function () {
		this.timeout(60_000);
		const again = [...drawHeads(9, 1, 2)];
		assert.deepEqual(again.map(whole), heads.slice(0, 2).map(whole));
	});

	it("have some of everything that is true of heads", () => {
		const names = [
			"beard",
			"mustache",
			"eyeglasses",
			"sunglasses",
			"eyesOpen",
			"mouthOpen",
			"smile",
		] as const;
		for (const name of names) {
			const count = heads.filter(({ truth }) => truth[name]).length;
			assert.ok(count > 5 && count < heads.length - 5, `${name}: ${count} of ${heads.length}`);
		}
	});

	it("have eyes darker than their cheeks behind sunglasses, more so than others", () => {
		const dark = meanContrast(heads.filter(({ truth }) => truth.sunglasses));
		const other = meanContrast(heads.filter(({ truth }) => !truth.sunglasses));
		assert.ok(dark < 0.75 * other, `${dark} and ${other}`);
	});
});

describe("portraits with sunglasses", () => {
	it("are else the portraits without", function () {
		this.timeout(60_000);
		const [plain, dark] = [0, 1].map((share) => [...drawPortraits(3, 2, share)]);
		for (const [i, portrait] of (plain ?? []).entries()) {
			const other = dark?.[i];
			assert.ok(other?.hasSunglasses === true && !portrait.hasSunglasses);
			assert.deepEqual(other.placed, portrait.placed);
			assert.notDeepEqual(whole(other), whole(portrait));
		}
	});
});
