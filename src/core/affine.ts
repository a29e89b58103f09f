/** Maps (x, y) to (a·x + b·y + c, d·x + e·y + f). */
export interface Affine {
	readonly a: number;
	readonly b: number;
	readonly c: number;
	readonly d: number;
	readonly e: number;
	readonly f: number;
}

export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Where a map takes a point. */
export const applyAffine = ({ a, b, c, d, e, f }: Affine, { x, y }: Point): Point => ({
	x: a * x + b * y + c,
	y: d * x + e * y + f,
});

/** The map that undoes another; a map that flattens the plane has none. */
export const invertAffine = ({ a, b, c, d, e, f }: Affine): Affine => {
	const determinant = a * e - b * d;
	if (determinant === 0) throw new RangeError("This map cannot be undone.");
	const inverse = {
		a: e / determinant,
		b: -b / determinant,
		d: -d / determinant,
		e: a / determinant,
	};
	return {
		...inverse,
		c: -(inverse.a * c + inverse.b * f),
		f: -(inverse.d * c + inverse.e * f),
	};
};

/** The turn, scale and shift that takes the points closest to the others, in the sense of least squares. */
export const fitSimilarity = (from: readonly Point[], to: readonly Point[]): Affine => {
	const [fromMean, toMean] = [meanOf(from), meanOf(to)];
	let dot = 0;
	let cross = 0;
	let spread = 0;
	for (const [i, point] of from.entries()) {
		const target = to[i];
		if (!target) throw new RangeError("Each point needs one to go to.");
		const [px, py] = [point.x - fromMean.x, point.y - fromMean.y];
		const [qx, qy] = [target.x - toMean.x, target.y - toMean.y];
		dot += px * qx + py * qy;
		cross += px * qy - py * qx;
		spread += px * px + py * py;
	}
	if (spread === 0) throw new RangeError("Points in one place fit nothing.");
	const [a, d] = [dot / spread, cross / spread];
	return {
		a,
		b: -d,
		c: toMean.x - a * fromMean.x + d * fromMean.y,
		d,
		e: a,
		f: toMean.y - d * fromMean.x - a * fromMean.y,
	};
};

const meanOf = (points: readonly Point[]): Point => ({
	x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
	y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
