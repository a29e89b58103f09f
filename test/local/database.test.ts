import assert from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openDatabase } from "../../src/local/database.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe("database", () => {
	const folder = useTemporaryFolder();

	before(function () {
		if (process.platform === "win32") this.skip();
	});

	it("is the user's alone, with its log and its folder", () => {
		const file = folder.join("new/deeper/jobs.sqlite");
		using db = openDatabase(file);
		db.exec("CREATE TABLE other (id INTEGER)");
		assert.equal(modeOf(path.dirname(file)), 0o700);
		for (const name of [file, `${file}-wal`, `${file}-shm`]) assert.equal(modeOf(name), 0o600);
	});

	it("is made the user's alone where it was others', too", () => {
		const file = folder.join("open/jobs.sqlite");
		mkdirSync(path.dirname(file));
		using older = openDatabase(file, 1);
		const places = [path.dirname(file), file, `${file}-wal`, `${file}-shm`];
		for (const place of places) chmodSync(place, 0o755);
		using db = openDatabase(file);
		assert.equal(db.prepare("SELECT count(*) AS n FROM jobs").get()?.["n"], 0);
		// The folder may be everybody's, and is not ours to close.
		assert.deepEqual(places.map(modeOf), [0o755, 0o600, 0o600, 0o600]);
		assert.ok(older.isOpen);
	});

	it("leaves alone what is no database", () => {
		const file = folder.join("text");
		writeFileSync(file, "no database, but long enough to be looked at by SQLite as one".repeat(20));
		assert.throws(() => openDatabase(file), /not a database/);
	});
});
