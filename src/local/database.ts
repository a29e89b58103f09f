import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

/** Each step takes a database from the version of its place in the list to the next; none is ever changed. */
const STEPS = [
	`CREATE TABLE jobs (
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
	CREATE TABLE settings (secret BLOB NOT NULL) STRICT;`,
	// A run is one analysis from the beginning of the video; whoever takes a job over goes on with the run.
	`ALTER TABLE jobs ADD COLUMN operation TEXT NOT NULL DEFAULT 'StartFaceDetection';
	ALTER TABLE jobs ADD COLUMN endedMillis INTEGER;
	ALTER TABLE jobs ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE jobs ADD COLUMN stalls INTEGER NOT NULL DEFAULT 0;
	UPDATE jobs SET token = operation || ' ' || token;
	CREATE TABLE checkpoints (
		JobId TEXT PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
		basis TEXT NOT NULL,
		timestampMillis INTEGER NOT NULL,
		state BLOB NOT NULL
	) STRICT;
	CREATE TABLE overviews (
		JobId TEXT PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
		data BLOB NOT NULL,
		crc INTEGER NOT NULL
	) STRICT;`,
	// Face search: whom each face of a chunk belongs to, whom they look like, and of which rows of the collection.
	`ALTER TABLE jobs ADD COLUMN collectionRow INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE chunks ADD COLUMN indexes BLOB NOT NULL DEFAULT x'';
	CREATE TABLE persons (
		JobId TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
		"Index" INTEGER NOT NULL,
		FaceMatches TEXT NOT NULL,
		PRIMARY KEY (JobId, "Index")
	) STRICT, WITHOUT ROWID;
	CREATE TABLE notices (
		JobId TEXT PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
		dueMillis INTEGER NOT NULL,
		tries INTEGER NOT NULL DEFAULT 0
	) STRICT;`,
	// A deleted face leaves a row without content (storedFaces.ts). Entries of indexes go, and may leave copies behind:
	// they hold eight digits of an id and no more.
	`CREATE TABLE collections (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		CollectionId TEXT NOT NULL,
		FaceModelVersion TEXT NOT NULL,
		Tags TEXT NOT NULL,
		createdMillis INTEGER NOT NULL,
		faceCount INTEGER NOT NULL DEFAULT 0,
		deletions INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE TABLE faces (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		collection INTEGER,
		FaceId TEXT,
		ImageId TEXT,
		ExternalImageId TEXT,
		IndexFacesModelVersion TEXT,
		"Left" REAL,
		Top REAL,
		Width REAL,
		Height REAL,
		Confidence REAL,
		embedding BLOB,
		crc INTEGER
	) STRICT;
	CREATE INDEX facesInOrder ON faces (collection);
	CREATE INDEX facesById ON faces (collection, substr(FaceId, 1, 8));
	CREATE INDEX facesByImage ON faces (collection, substr(ImageId, 1, 8));`,
];

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Opens a database, the user's alone, and brings its tables up to date; ":memory:" is one that is not kept. */
export const openDatabase = (file: string, version: number = STEPS.length): DatabaseSync => {
	if (file !== ":memory:") keepPrivate(file);
	const db = new DatabaseSync(file);
	try {
		db.exec(
			"PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
		);
		inTransaction(db, () => bringTo(db, version));
		return db;
	} catch (error) {
		db.close();
		throw error;
	}
};

/** SQLite makes its other files as readable as this one. A folder that was there before is not ours to close. */
const keepPrivate = (file: string): void => {
	mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
	// Closing a file that is open elsewhere in this process would end SQLite's locks on it.
	if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
	for (const place of [file, `${file}-wal`, `${file}-shm`]) {
		const stats = statSync(place, { throwIfNoEntry: false });
		if (stats && stats.mode & OTHERS) chmodSync(place, 0o600);
	}
};

/** What the group and everybody else may do. */
const OTHERS = 0o077;

const bringTo = (db: DatabaseSync, wanted: number): void => {
	const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
	if (version > STEPS.length)
		throw new Error(
			"The stored results were made by a newer version of Facereel: update this one to read them.",
		);
	for (const step of STEPS.slice(version, wanted)) db.exec(step);
	if (version === 0) db.prepare("INSERT INTO settings (secret) VALUES (?)").run(randomBytes(32));
	db.exec(`PRAGMA user_version = ${wanted}`);
};

/** All of the work is written, or nothing of it. */
export const inTransaction = <Result>(db: DatabaseSync, work: () => Result): Result => {
	db.exec("BEGIN IMMEDIATE");
	try {
		const result = work();
		db.exec("COMMIT");
		return result;
	} catch (error) {
		// A full disk may have ended the transaction already.
		if (db.isTransaction) db.exec("ROLLBACK");
		throw error;
	}
};

/** A column of bytes. */
export const toBytes = (value: unknown): Uint8Array => {
	if (value instanceof Uint8Array) return value;
	throw new TypeError("a blob was expected");
};

/** What was deleted is overwritten in the database; this takes it out of the log of changes as well. */
export const forgetOnDisk = (db: DatabaseSync): void => {
	db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
};
