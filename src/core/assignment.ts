/**
 * Gives each row a column of its own so that the sum of the gains is the greatest there is: the column of each row, or
 * −1 where the row is better off with none. A pair that gains nothing is never made.
 */
export const assign = (gains: readonly (readonly number[])[]): readonly number[] => {
	const rows = gains.length;
	// A column for every row that stays alone, behind the real ones.
	const columns = Math.max(0, ...gains.map((row) => row.length));
	const costAt = (row: number, column: number): number => -Math.max(0, gains[row]?.[column] ?? 0);
	const matching = createMatching(rows, rows + columns);
	for (let row = 0; row < rows; row += 1) addRow(matching, row, costAt);
	const chosen = Array.from({ length: rows }, () => -1);
	for (const [column, row] of matching.rowOf.entries())
		if (row >= 0 && row < rows && costAt(row, column) < 0) chosen[row] = column;
	return chosen;
};

/** The Hungarian method with potentials: after each row the matching is the best one of the rows so far. */
interface Matching {
	/** The row of each column, −1 for none; the last entry is the row that looks for a place. */
	readonly rowOf: number[];
	readonly rowPotential: Float64Array;
	readonly columnPotential: Float64Array;
	readonly columns: number;
}

const createMatching = (rows: number, columns: number): Matching => ({
	rowOf: Array.from({ length: columns + 1 }, () => -1),
	rowPotential: new Float64Array(rows),
	columnPotential: new Float64Array(columns + 1),
	columns,
});

type CostAt = (row: number, column: number) => number;

/** The way by which each column was reached, and how much the dearest step to it costs. */
interface Search {
	readonly from: Int32Array;
	readonly least: Float64Array;
	readonly done: Uint8Array;
}

/** Finds a place for one more row along the cheapest way of moving others on (Dijkstra). */
const addRow = (matching: Matching, row: number, costAt: CostAt): void => {
	const { rowOf, columns } = matching;
	const search: Search = {
		from: new Int32Array(columns + 1).fill(columns),
		least: new Float64Array(columns + 1).fill(Infinity),
		done: new Uint8Array(columns + 1),
	};
	rowOf[columns] = row;
	let column = columns;
	while ((rowOf[column] ?? -1) >= 0) column = step(matching, search, column, costAt);
	while (column !== columns) {
		const before = search.from[column] ?? columns;
		rowOf[column] = rowOf[before] ?? -1;
		column = before;
	}
	rowOf[columns] = -1;
};

/** Reaches the nearest column that is not reached yet. */
const step = (matching: Matching, search: Search, column: number, costAt: CostAt): number => {
	const { rowOf, rowPotential, columnPotential, columns } = matching;
	const { from, least, done } = search;
	const row = rowOf[column] ?? -1;
	const rowLevel = rowPotential[row] ?? 0;
	done[column] = 1;
	let nearest = columns;
	let delta = Infinity;
	for (let next = 0; next < columns; next += 1) {
		if (done[next]) continue;
		const cost = costAt(row, next) - rowLevel - (columnPotential[next] ?? 0);
		if (cost < (least[next] ?? Infinity)) {
			least[next] = cost;
			from[next] = column;
		}
		if ((least[next] ?? Infinity) < delta) {
			delta = least[next] ?? Infinity;
			nearest = next;
		}
	}
	for (let next = 0; next <= columns; next += 1) {
		if (done[next]) {
			const at = rowOf[next] ?? -1;
			rowPotential[at] = (rowPotential[at] ?? 0) + delta;
			columnPotential[next] = (columnPotential[next] ?? 0) - delta;
		} else least[next] = (least[next] ?? Infinity) - delta;
	}
	return nearest;
};
