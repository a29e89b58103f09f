import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

const VERSION = 1;

const SCHEMA = `
	CREATE TABLE jobs (
		JobId TEXT PRIMARY KEY,
		token TEXT UNIQUE,
		request TEXT NOT NULL,
		createdMillis INTEGER NOT NULL,
		JobStatus TEXT NOT NULL DEFAULT 'IN_PROGRESS',
		StatusMessage TEXT,
		VideoMetadata TEXT,
		models TEXT NOT NULL DEFAULT '[]',
		warnings TEXT NOT NULL DEFAULT '[]',
		progress REAL NOT NULL DEFAULT 0,
		faceCount INTEGER NOT NULL DEFAULT 0,
		owner TEXT,
		leaseUntilMillis INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE INDEX openJobs ON jobs (leaseUntilMillis) WHERE JobStatus = 'IN_PROGRESS';
	CREATE TABLE chunks (
		JobId TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
		first INTEGER NOT NULL,
		length INTEGER NOT NULL,
		data BLOB NOT NULL,
		crc INTEGER NOT NULL,
		PRIMARY KEY (JobId, first)
	) STRICT;
	CREATE TABLE settings (secret BLOB NOT NULL) STRICT;
`;

/** Makes the tables of a new database; a database of a newer version is not touched. */
export const prepareSchema = (db: DatabaseSync): void => {
	db.exec("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;");
	db.exec("BEGIN IMMEDIATE");
	try {
		const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
		if (version > VERSION)
			throw new Error(
				"The stored results were made by a newer version of Facereel: update this one to read them.",
			);
		if (version === 0) {
			db.exec(SCHEMA);
			db.prepare("INSERT INTO settings (secret) VALUES (?)").run(randomBytes(32));
			db.exec(`PRAGMA user_version = ${VERSION}`);
		}
		db.exec("COMMIT");
	} catch (error) {
		db.exec("ROLLBACK");
		db.close();
		throw error;
	}
};
