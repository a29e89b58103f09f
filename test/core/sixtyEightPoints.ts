import type { Point } from "../../src/core/affine.ts";

/** A face as a child would draw it, upright, in ratios of a square picture: the usual 68 points in their order. */
export const makeSixtyEightPoints = (): readonly Point[] => [
	...arc({ x: 0.5, y: 0.4 }, { x: 0.25, y: 0.5 }, [180, 0], 17),
	...arc({ x: 0.36, y: 0.36 }, { x: 0.09, y: 0.05 }, [180, 360], 5),
	...arc({ x: 0.64, y: 0.36 }, { x: 0.09, y: 0.05 }, [180, 360], 5),
	...[0.42, 0.48, 0.53, 0.58].map((y) => ({ x: 0.5, y })),
	...[0.44, 0.47, 0.5, 0.53, 0.56].map((x) => ({ x, y: 0.62 })),
	...arc({ x: 0.36, y: 0.42 }, { x: 0.05, y: 0.02 }, [180, 540], 7).slice(0, 6),
	...arc({ x: 0.64, y: 0.42 }, { x: 0.05, y: 0.02 }, [180, 540], 7).slice(0, 6),
	...arc({ x: 0.5, y: 0.74 }, { x: 0.12, y: 0.05 }, [180, 540], 13).slice(0, 12),
	...arc({ x: 0.5, y: 0.74 }, { x: 0.09, y: 0.02 }, [180, 540], 9).slice(0, 8),
];

/** Points on an ellipse, both ends included; 0° is right, 90° is down and 270° is up. */
const arc = (
	center: Point,
	radius: Point,
	[from, to]: readonly [from: number, to: number],
	count: number,
): readonly Point[] =>
	Array.from({ length: count }, (_, index) => {
		const angle = ((from + ((to - from) * index) / (count - 1)) * Math.PI) / 180;
		return { x: center.x + radius.x * Math.cos(angle), y: center.y + radius.y * Math.sin(angle) };
	});
