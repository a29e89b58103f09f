import type { DatabaseSync } from "node:sqlite";

/**
 * Writes a table anew without the rows that a condition leaves out, within a transaction. SQLite zeroes the rows that
 * it deletes, but not the copies that stay behind in a page when it moves rows to another one, as it does to fill
 * gaps. It frees all pages of a table that it empties, and zeroes those whole.
 */
export const rewriteTable = (db: DatabaseSync, table: string, condition: string): void =>
	db.exec(
		`CREATE TEMP TABLE kept AS SELECT * FROM ${table} WHERE ${condition};
		DELETE FROM ${table};
		INSERT INTO ${table} SELECT * FROM temp.kept;
		DROP TABLE temp.kept;`,
	);

/** Removes what was written before from the log; false while another process still reads there. */
export const emptyLog = (db: DatabaseSync): boolean =>
	db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] === 0;
