import { beard, brow, complexion } from "./complexion.ts";
import { eyePaint } from "./eyes.ts";
import { featuresOf } from "./head.ts";
import type { Expression, Paint } from "./look.ts";
import { bell, scale, smoothstep } from "./maths.ts";
import { mouthPaint } from "./mouth.ts";
import type { Identity } from "./people.ts";

/** A painter for the skin of a head: the colour at a point of the head, `fine` being the size of a pixel there. */
export const createSkin =
	(who: Identity, look: Expression) =>
	(x: number, y: number, z: number, fine: number): Paint => {
		const front = z > 0.15;
		if (!front) return { colour: scale(who.skin, 0.96), gloss: 0.12, soft: 1 };
		const eye = nearEye(who, x, y) ? eyePaint(who, look, [x, y], fine) : undefined;
		if (eye) return eye;
		const lips = nearMouth(who, x, y) ? mouthPaint(who, look, [x, y], fine) : undefined;
		if (lips) return lips;
		let colour = complexion(who, x, y, look.smile);
		colour = beard(who, colour, x, y);
		colour = brow(who, colour, [x, y], fine);
		return { colour, gloss: 0.14 + 0.14 * bell(x, 0.16) * smoothstep(-0.5, 0.1, y), soft: 1 };
	};

const nearEye = (who: Identity, x: number, y: number): boolean => {
	const { eye } = featuresOf(who);
	return Math.abs(Math.abs(x) - eye.x) < eye.width * 1.5 && Math.abs(y - eye.y) < 0.16;
};

const nearMouth = (who: Identity, x: number, y: number): boolean => {
	const { mouth } = featuresOf(who);
	return Math.abs(x) < mouth.width * 1.6 && Math.abs(y - mouth.y) < 0.2;
};
