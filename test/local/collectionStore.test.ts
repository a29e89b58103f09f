import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { CollectionStore, type CollectionStoreOptions } from "../../src/local/collectionStore.ts";
import { openDatabase } from "../../src/local/database.ts";
import type { NewFace } from "../../src/local/storedFaces.ts";
import { createRandom, type Random } from "../support/random.ts";
import { toDirection, toLooks } from "../support/looks.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const NOT_FOUND = {
	name: "ResourceNotFoundException",
	message: "The collection id: nobody does not exist",
};
const ALL = { threshold: 0, limit: 4096 };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Somebody in one of ten places of an image. */
const toFace = (person: number, tremble = 0, place = 0): NewFace => ({
	BoundingBox: { Left: place / 10, Top: 0.25, Width: 0.0625, Height: 0.125 },
	Confidence: 99.5,
	embedding: toLooks(person, tremble),
});

/** An image for each number. */
const toImage = (image: number, ExternalImageId?: string) => ({
	ImageId: `${String(image).padStart(8, "0")}-0000-5000-8000-000000000000`,
	ExternalImageId,
});

/** Adds a face of each person, each of an image of its own. */
const addPeople = (store: CollectionStore, CollectionId: string, people: readonly number[]) =>
	people.flatMap((person) => store.addFaces(CollectionId, toImage(person), [toFace(person)]));

const find = (store: CollectionStore, CollectionId: string, person: number, more = {}) =>
	store
		.search(CollectionId, toLooks(person), { threshold: 80, limit: 10, ...more })
		.map(({ Face }) => Face?.FaceId);

/** All bytes of the database: the pages, the log and its index. */
const readAll = (file: string) =>
	Buffer.concat(
		["", "-wal", "-shm", "-journal"].flatMap((end) =>
			existsSync(file + end) ? [readFileSync(file + end)] : [],
		),
	);

const MARK = Float32Array.of(0.0123, -0.0321);
const PLACES = [0, 62, 125];
const V4 = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const isMark = (i: number) => PLACES.some((place) => i >= place && i < place + 3);

/** Looks that say in three places which ones they are. */
const toMarked = (number: number, random: Random): Float32Array => {
	const looks = toDirection(random, 128);
	for (const place of PLACES) looks.set([...MARK, number / 2 ** 20], place);
	const squareOf = (of: boolean) =>
		looks.reduce((sum, value, i) => sum + (isMark(i) === of ? value ** 2 : 0), 0);
	const scale = Math.sqrt((1 - squareOf(true)) / squareOf(false));
	return looks.map((value, i) => (isMark(i) ? value : value * scale));
};

/** Which marked looks are there, in part at least. */
const findMarked = (all: Buffer): Set<number> => {
	const found = new Set<number>();
	const mark = Buffer.from(MARK.buffer);
	for (let at = all.indexOf(mark); at >= 0; at = all.indexOf(mark, at + 1))
		found.add(all.readFloatLE(at + mark.length) * 2 ** 20);
	return found;
};

/** What is left of a face: pieces of its embedding, or its ids. */
const traceOf = (all: Buffer, { embedding, texts }: ReturnType<typeof toTrace>) => [
	...[0, 200, 496].filter((start) => all.includes(embedding.subarray(start, start + 16))),
	...texts.filter((text) => all.includes(text)),
];

const toTrace = (embedding: Float32Array, texts: readonly (string | undefined)[]) => ({
	embedding: Buffer.from(embedding.slice().buffer),
	texts: texts.flatMap((text) => text ?? []),
});

describe("collection store", () => {
	const folder = useTemporaryFolder();
	const clock = { now: 1_000_000 };
	const opened: DatabaseSync[] = [];
	const openFile = (file: string) => {
		const db = openDatabase(file);
		opened.push(db);
		return db;
	};
	const open = (file = ":memory:", options: CollectionStoreOptions = {}) =>
		new CollectionStore(openFile(file), { now: () => clock.now, ...options });

	afterEach(() => {
		for (const db of opened.splice(0)) if (db.isOpen) db.close();
	});

	const openNew = (name: string) => {
		const file = folder.join(name);
		const db = openFile(file);
		return { file, db, store: new CollectionStore(db) };
	};

	describe("with collections", () => {
		it("keeps what is known of them, by names of upper and lower case", () => {
			const store = open();
			store.create("Band", { city: "Paris" });
			store.create("band");
			const { id, ...known } = store.find("Band");
			assert.deepEqual(known, {
				CollectionId: "Band",
				FaceModelVersion: "1.0",
				Tags: { city: "Paris" },
				createdMillis: 1_000_000,
				faceCount: 0,
				deletions: 0,
			});
			assert.ok(store.find("band").id > id);
		});

		it("refuses a name that is taken, and says which one is not there", () => {
			const store = open();
			store.create("a");
			assert.throws(() => store.create("a"), {
				name: "ResourceAlreadyExistsException",
				message: "The collection id: a already exists",
			});
			for (const ask of [
				() => store.find("nobody"),
				() => store.delete("nobody"),
				() => store.addFaces("nobody", toImage(1), []),
				() => store.listFaces("nobody", { after: 0, limit: 1 }),
				() => store.deleteFaces("nobody", []),
				() => store.lastRow("nobody"),
				() => store.findEmbedding("nobody", "id"),
				() => store.search("nobody", toLooks(1), ALL),
			])
				assert.throws(ask, NOT_FOUND);
		});

		it("takes names that objects have members of", () => {
			const store = open();
			for (const name of ["__proto__", "constructor", "toString"]) {
				store.create(name, JSON.parse('{"__proto__": "a tag"}'));
				addPeople(store, name, [1]);
				assert.equal(find(store, name, 1).length, 1);
				assert.equal(Object.hasOwn(store.find(name).Tags, "__proto__"), true);
			}
		});

		it("lists them in the order they were made, from any one on", () => {
			const store = open();
			for (const name of ["c", "a", "b", "d"]) store.create(name);
			store.delete("a");
			store.create("a");
			const names = (after: number, limit = 10) =>
				store.list(after, limit).map(({ CollectionId }) => CollectionId);
			assert.deepEqual(names(0), ["c", "b", "d", "a"]);
			assert.deepEqual(names(store.find("c").id, 2), ["b", "d"]);
		});
	});

	describe("with faces", () => {
		it("gives each an id of its own, and lists them in the order they came", () => {
			const store = open();
			store.create("a");
			store.create("b");
			const stored = store.addFaces("a", toImage(1, "me"), [toFace(1, 0, 3), toFace(2, 0, 0)]);
			addPeople(store, "b", [3]);
			const [last] = addPeople(store, "a", [4]);
			const listed = store.listFaces("a", { after: 0, limit: 10 });
			assert.deepEqual(listed, [...stored, last]);
			const { FaceId = "", ...face } = listed[0]?.Face ?? {};
			assert.match(FaceId, UUID);
			assert.deepEqual(face, {
				BoundingBox: { Left: 0.3, Top: 0.25, Width: 0.0625, Height: 0.125 },
				ImageId: toImage(1).ImageId,
				ExternalImageId: "me",
				Confidence: 99.5,
				IndexFacesModelVersion: "1.0",
			});
			assert.equal(last && "ExternalImageId" in last.Face, false);
			assert.deepEqual(store.listFaces("a", { after: listed[0]?.row ?? 0, limit: 1 }), [listed[1]]);
			assert.equal(store.find("a").faceCount, 3);
			assert.equal(store.lastRow("a"), last?.row);
		});

		it("lists those that are asked for, each once", () => {
			const store = open();
			store.create("a");
			store.create("b");
			const [first, second, third] = addPeople(store, "a", [1, 2, 3]);
			const [other] = addPeople(store, "b", [4]);
			const FaceIds = [third, first, other, first].map((face) => face?.Face.FaceId ?? "");
			const ask = (after: number, limit: number) =>
				store.listFaces("a", { after, limit, FaceIds: [...FaceIds, "nobody"] });
			assert.deepEqual(ask(0, 10), [first, third]);
			assert.deepEqual(ask(0, 1), [first]);
			assert.deepEqual(ask(second?.row ?? 0, 10), [third]);
		});

		it("stores nothing new of the same image under the same name", () => {
			const store = open();
			store.create("a");
			store.create("b");
			const add = (image: number, name: string | undefined, faces: readonly NewFace[], to = "a") =>
				store.addFaces(to, toImage(image, name), faces).map(({ Face }) => Face.FaceId);
			const pair = [toFace(1, 0, 0), toFace(2, 0, 5)];
			const known = add(1, "x", pair);
			assert.deepEqual(add(1, "x", pair.toReversed()), known.toReversed());
			assert.equal(store.find("a").faceCount, 2);
			const [same, another] = add(1, "x", [toFace(1, 0, 0), toFace(3, 0, 9)]);
			assert.equal(same, known[0]);
			const all = [...known, another, ...add(1, "y", pair), ...add(1, undefined, pair)];
			all.push(...add(2, "x", pair), ...add(1, "x", pair, "b"));
			assert.equal(new Set(all).size, 11);
			assert.equal(store.find("a").faceCount, 9);
			assert.deepEqual(add(1, undefined, pair), all.slice(5, 7));
		});

		it("takes two faces in one place for two, each time", () => {
			const store = open();
			store.create("a");
			const add = () => store.addFaces("a", toImage(1), [toFace(1), toFace(2)]);
			const [one, other] = add();
			assert.notEqual(one?.Face.FaceId, other?.Face.FaceId);
			assert.deepEqual(add(), [one, other]);
			assert.equal(store.find("a").faceCount, 2);
		});

		it("refuses embeddings that do not compare, and the other faces of the image with them", () => {
			const store = open();
			store.create("a");
			addPeople(store, "a", [1]);
			for (const embedding of [toLooks(2).with(3, NaN), toLooks(2).subarray(1)])
				assert.throws(
					() => store.addFaces("a", toImage(2), [toFace(2), { ...toFace(3, 0, 5), embedding }]),
					RangeError,
				);
			assert.equal(store.find("a").faceCount, 1);
			assert.deepEqual(find(store, "a", 2), []);
			assert.equal(find(store, "a", 1).length, 1);
		});

		it("takes no more faces than there is room for", () => {
			const store = open(":memory:", { maxFaces: 3 });
			store.create("a");
			addPeople(store, "a", [1, 2]);
			const two = [toFace(3, 0, 0), toFace(4, 0, 5)];
			assert.throws(() => store.addFaces("a", toImage(3), two), {
				name: "ServiceQuotaExceededException",
			});
			addPeople(store, "a", [3]);
			assert.equal(store.find("a").faceCount, 3);
			assert.equal(addPeople(store, "a", [3]).length, 1);
		});
	});

	describe("in a search", () => {
		it("finds who looks alike, the most alike first", () => {
			const store = open();
			store.create("a");
			const trembles = [0.3, 0.1, 0.2, 0];
			const ids = trembles.map(
				(tremble, i) => store.addFaces("a", toImage(i), [toFace(1, tremble)])[0]?.Face.FaceId,
			);
			addPeople(store, "a", [12, 13]);
			const found = store.search("a", toLooks(1), { threshold: 80, limit: 10 });
			assert.deepEqual(
				found.map(({ Face }) => Face?.FaceId),
				[ids[3], ids[1], ids[2], ids[0]],
			);
			assert.equal(found[0]?.Similarity, 100);
			assert.deepEqual(found[0]?.Face, store.listFaces("a", { after: 0, limit: 10 })[3]?.Face);
			assert.deepEqual(find(store, "a", 1, { limit: 2 }), [ids[3], ids[1]]);
			assert.equal(store.search("a", toLooks(1), ALL).length, 6);
		});

		it("finds a face whose similarity is the threshold itself", () => {
			const store = open();
			store.create("a");
			for (let i = 0; i < 40; i += 1) store.addFaces("a", toImage(i), [toFace(1, 0.02 * i)]);
			for (const [i, { Similarity = 0 }] of store.search("a", toLooks(1), ALL).entries())
				assert.ok(
					store.search("a", toLooks(1), { threshold: Similarity, limit: 99 }).length > i,
					`${Similarity}`,
				);
		});

		it("leaves a face out that is not to be found", () => {
			const store = open();
			store.create("a");
			const [self] = addPeople(store, "a", [1]);
			const [twin] = store.addFaces("a", toImage(9), [toFace(1, 0.1)]);
			const more = { exclude: self?.Face.FaceId, limit: 1 };
			assert.deepEqual(find(store, "a", 1, more), [twin?.Face.FaceId]);
			assert.equal(find(store, "a", 1, { exclude: "nobody" }).length, 2);
		});

		it("knows the collection as it was, but for what has been deleted since", () => {
			const store = open();
			store.create("a");
			const [first, second] = [1, 2].map(
				(image) => store.addFaces("a", toImage(image), [toFace(1)])[0]?.Face.FaceId ?? "",
			);
			const upTo = store.lastRow("a");
			assert.equal(store.addFaces("a", toImage(3), [toFace(1)]).length, 1);
			assert.equal(find(store, "a", 1).length, 3);
			assert.deepEqual(find(store, "a", 1, { upTo }), [first, second]);
			store.deleteFaces("a", [first ?? ""]);
			assert.deepEqual(find(store, "a", 1, { upTo }), [second]);
			assert.deepEqual(find(store, "a", 1, { upTo: 0 }), []);
			store.delete("a");
			store.create("a");
			addPeople(store, "a", [1]);
			assert.deepEqual(find(store, "a", 1, { upTo }), []);
		});

		it("knows what another process adds and deletes", () => {
			const file = folder.join("shared.sqlite");
			const [one, other] = [open(file), open(file)];
			one.create("a");
			one.create("b");
			const [first] = addPeople(one, "a", [1]);
			assert.equal(find(other, "a", 1).length, 1);
			const [second] = addPeople(other, "a", [2]);
			addPeople(other, "b", [1]);
			assert.deepEqual(find(one, "a", 2), [second?.Face.FaceId]);
			assert.equal(find(one, "a", 1).length, 1);
			other.deleteFaces("a", [first?.Face.FaceId ?? ""]);
			assert.deepEqual(find(one, "a", 1), []);
			assert.deepEqual(find(one, "a", 2), [second?.Face.FaceId]);
			other.delete("a");
			assert.throws(() => find(one, "a", 1), { name: "ResourceNotFoundException" });
			other.create("a");
			const [third] = addPeople(other, "a", [2]);
			assert.deepEqual(find(one, "a", 2), [third?.Face.FaceId]);
		});

		it("finds as many as it may, whoever has been deleted", () => {
			const store = open();
			store.create("a");
			const ids = [0, 0.1, 0.2].map(
				(tremble, i) => store.addFaces("a", toImage(i), [toFace(1, tremble)])[0]?.Face.FaceId ?? "",
			);
			assert.deepEqual(find(store, "a", 1, { limit: 1 }), [ids[0]]);
			store.deleteFaces("a", ids.slice(0, 1));
			assert.deepEqual(find(store, "a", 1, { limit: 1 }), [ids[1]]);
			assert.deepEqual(find(store, "a", 1, { limit: 2 }), ids.slice(1));
		});

		it("goes through more collections than it keeps in memory", () => {
			const store = open();
			const names = Array.from({ length: 9 }, (_, i) => `c${i}`);
			for (const [i, name] of names.entries()) {
				store.create(name);
				addPeople(store, name, [i]);
			}
			for (const _ of [1, 2])
				for (const [i, name] of names.entries()) {
					assert.equal(find(store, name, i).length, 1);
					assert.equal(find(store, name, i + 1).length, 0);
				}
		});

		it("does not compare faces of another version of the face model", () => {
			const file = folder.join("versions.sqlite");
			const older = open(file, { kind: { FaceModelVersion: "0.9", size: 128 } });
			older.create("a");
			const [old] = addPeople(older, "a", [1]);
			const store = open(file);
			assert.deepEqual(find(store, "a", 1), []);
			assert.throws(() => store.findEmbedding("a", old?.Face.FaceId ?? ""), {
				name: "InvalidParameterException",
				message: /version 0\.9/,
			});
			const [anew] = addPeople(store, "a", [1]);
			assert.notEqual(anew?.Face.FaceId, old?.Face.FaceId);
			assert.deepEqual(find(store, "a", 1), [anew?.Face.FaceId]);
			assert.equal(anew?.Face.IndexFacesModelVersion, "1.0");
			assert.deepEqual(find(older, "a", 1), [old?.Face.FaceId]);
		});

		it("is as if every face had been looked at, whatever happens to collections", () => {
			const random = createRandom(3);
			const store = open();
			const known = new Map([
				["a", new Map<string, number>()],
				["b", new Map<string, number>()],
			]);
			for (const name of known.keys()) store.create(name);
			for (let i = 0; i < 150; i += 1) {
				const name = random.pick(["a", "b"]);
				const faces = known.get(name) ?? new Map<string, number>();
				const person = random.integer(1, 6);
				if (random.next() < 0.6) {
					const [face] = store.addFaces(name, toImage(i), [toFace(person, 0.1)]);
					faces.set(face?.Face.FaceId ?? "", person);
				} else if (random.next() < 0.9) {
					const some = [...faces.keys()].filter(() => random.next() < 0.2);
					assert.deepEqual(store.deleteFaces(name, some), some);
					for (const FaceId of some) faces.delete(FaceId);
				} else {
					store.delete(name);
					store.create(name);
					faces.clear();
				}
				assert.deepEqual(
					find(store, name, person, { limit: 999 }),
					[...faces].flatMap(([FaceId, each]) => (each === person ? [FaceId] : [])),
				);
				assert.equal(store.find(name).faceCount, faces.size);
			}
		});
	});

	describe("with damage", () => {
		const damages = {
			"a flipped byte":
				"embedding = CAST(substr(embedding, 1, 5) || x'00' || substr(embedding, 7) AS BLOB)",
			"a shorter blob": "embedding = substr(embedding, 1, 500)",
			"a long blob": "embedding = zeroblob(10000000)",
			"no blob": "embedding = NULL",
		};
		for (const [name, assignment] of Object.entries(damages))
			it(`finds all other faces where one has ${name}`, () => {
				const file = folder.join(`${name}.sqlite`);
				const store = open(file);
				for (const collection of ["a", "b"]) store.create(collection);
				const [face] = addPeople(store, "a", [1, 2, 3]);
				addPeople(store, "b", [1]);
				using db = new DatabaseSync(file);
				db.prepare(`UPDATE faces SET ${assignment} WHERE FaceId = ?`).run(face?.Face.FaceId ?? "");
				assert.deepEqual(find(store, "a", 1), []);
				for (const person of [2, 3]) assert.equal(find(store, "a", person).length, 1);
				assert.equal(find(store, "b", 1).length, 1);
				assert.throws(() => store.findEmbedding("a", face?.Face.FaceId ?? ""));
				assert.deepEqual(store.deleteFaces("a", [face?.Face.FaceId ?? ""]), [face?.Face.FaceId]);
				assert.equal(find(store, "a", 2).length, 1);
			});

		it("finds no face with numbers that are none, even with the right checksum", () => {
			const file = folder.join("tampered.sqlite");
			const store = open(file);
			store.create("a");
			addPeople(store, "a", [1, 2]);
			using db = new DatabaseSync(file);
			const data = new Uint8Array(new Float32Array(128).fill(NaN).buffer);
			db.prepare("UPDATE faces SET embedding = ?, crc = ? WHERE id = 1").run(data, crc32(data));
			assert.equal(store.search("a", toLooks(2), ALL).length, 1);
		});
	});

	describe("after a deletion", () => {
		it("nothing of a face is left in any file", () => {
			const { file, db, store } = openNew("gone.sqlite");
			store.create("a");
			const people = [1, 2, 3];
			const traces = people.map((person) => {
				const [face] = store.addFaces("a", toImage(person, `name-${person}`), [toFace(person)]);
				const { FaceId, ImageId, ExternalImageId } = face?.Face ?? {};
				return toTrace(toLooks(person), [FaceId, ImageId, ExternalImageId]);
			});
			for (const trace of traces) assert.equal(traceOf(readAll(file), trace).length, 6);
			const [first, second, third] = traces;
			assert.ok(first && second && third);
			store.deleteFaces("a", [second.texts[0] ?? ""]);
			assert.deepEqual(traceOf(readAll(file), second), []);
			for (const trace of [first, third]) assert.equal(traceOf(readAll(file), trace).length, 6);
			assert.equal(find(store, "a", 2).length, 0);
			store.delete("a");
			for (const trace of traces) assert.deepEqual(traceOf(readAll(file), trace), []);
			db.close();
			for (const trace of traces) assert.deepEqual(traceOf(readAll(file), trace), []);
		});

		it("nothing of a collection is left in any file, and all of the others is", () => {
			const { file, store } = openNew("goneCollection.sqlite");
			for (const name of ["a-collection-to-go", "b-collection-to-stay"]) {
				store.create(name, { tag: `tag-of-${name}` });
				addPeople(store, name, name.startsWith("a") ? [1] : [2]);
			}
			store.delete("a-collection-to-go");
			const all = readAll(file);
			assert.deepEqual(traceOf(all, toTrace(toLooks(1), ["a-collection-to-go"])), []);
			assert.equal(traceOf(all, toTrace(toLooks(2), ["tag-of-b-collection-to-stay"])).length, 4);
		});

		it("nothing of thousands of faces is left, in whatever order they come and go", () => {
			const random = createRandom(5);
			const { file, store } = openNew("many.sqlite");
			const names = ["a", "b", "c"] as const;
			for (const name of names) store.create(name);
			let present: { name: string; FaceId: string; number: number }[] = [];
			for (let round = 0; round < 6; round += 1) {
				for (let i = 0; i < 60; i += 1) {
					const name = random.pick(names);
					const numbers = Array.from({ length: 10 }, (_, place) => (round * 60 + i) * 10 + place);
					const stored = store.addFaces(
						name,
						toImage(round * 60 + i, "x".repeat(random.integer(1, 50))),
						numbers.map((number, place) => ({
							...toFace(1, 0, place),
							embedding: toMarked(number, random),
						})),
					);
					for (const [place, { Face }] of stored.entries())
						present.push({ name, FaceId: Face.FaceId, number: numbers[place] ?? 0 });
				}
				const leaving = new Set(present.filter(() => random.next() < 0.5));
				for (const name of names)
					store.deleteFaces(
						name,
						[...leaving].flatMap((face) => (face.name === name ? [face.FaceId] : [])),
					);
				present = present.filter((face) => !leaving.has(face));
				if (round % 2) {
					store.delete("b");
					store.create("b");
					present = present.filter(({ name }) => name !== "b");
				}
				const all = readAll(file);
				assert.deepEqual(
					new Set(all.toString("latin1").match(V4)),
					new Set(present.map(({ FaceId }) => FaceId)),
				);
				assert.deepEqual(findMarked(all), new Set(present.map(({ number }) => number)));
			}
		});

		it("nothing of hundreds of collections is left, in whatever order they come and go", () => {
			const random = createRandom(6);
			const { file, store } = openNew("manyCollections.sqlite");
			const present = new Set<string>();
			for (let i = 0; i < 400; i += 1) {
				const name = `name-${random.integer(100_000, 999_999)}-${"x".repeat(random.integer(0, 99))}.`;
				store.create(name);
				present.add(name);
				if (random.next() < 0.3) continue;
				const leaving = random.pick([name, ...present]);
				store.delete(leaving);
				present.delete(leaving);
			}
			assert.deepEqual(
				new Set(
					readAll(file)
						.toString("latin1")
						.match(/name-\d{6}-x*\./g),
				),
				present,
			);
		});

		it("the room of faces that are gone is used again", () => {
			const { file, store } = openNew("room.sqlite");
			store.create("a");
			const sizes = Array.from({ length: 8 }, (_, round) => {
				const faces = Array.from({ length: 10 }, (__, place) => toFace(place, 0, place));
				const ids = Array.from({ length: 10 }, (__, i) => toImage(round * 10 + i)).flatMap(
					(image) => store.addFaces("a", image, faces).map(({ Face }) => Face.FaceId),
				);
				store.deleteFaces("a", ids);
				return readFileSync(file).length;
			});
			assert.ok((sizes.at(-1) ?? 0) <= 2 * (sizes[0] ?? 0), sizes.join(" "));
		});

		it("the log is emptied as soon as nobody reads there any longer", () => {
			const { file, db, store } = openNew("busy.sqlite");
			db.exec("PRAGMA busy_timeout = 0");
			store.create("a");
			const [face] = addPeople(store, "a", [1]);
			const trace = toTrace(toLooks(1), []);
			using reader = new DatabaseSync(file);
			reader.exec("BEGIN; SELECT count(*) FROM faces;");
			store.deleteFaces("a", [face?.Face.FaceId ?? ""]);
			assert.notDeepEqual(traceOf(readAll(file), trace), []);
			assert.deepEqual(find(store, "a", 1), []);
			reader.exec("COMMIT");
			addPeople(store, "a", [2]);
			assert.deepEqual(traceOf(readAll(file), trace), []);
		});
	});
});
