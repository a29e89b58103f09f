import type { FaceMatch } from "@aws-sdk/client-rekognition";
import type { DatabaseSync } from "node:sqlite";
import {
	invalidParameter,
	resourceAlreadyExists,
	resourceNotFound,
	serviceQuotaExceeded,
} from "../api/errors.ts";
import { isMatch, toMinCosine, toSimilarityByCosine } from "../core/matching.ts";
import { inTransaction, type Row } from "./database.ts";
import { emptyLog, rewriteTable } from "./deletion.ts";
import { EMBEDDING_KIND, type EmbeddingKind, parseEmbedding } from "./embedding.ts";
import { FaceVectors } from "./faceVectors.ts";
import {
	type IndexedImage,
	type NewFace,
	type StoredFace,
	StoredFaces,
	takeSame,
} from "./storedFaces.ts";

/** What is known of a collection; its id is its place in the list, and never that of another one. */
export interface Collection {
	readonly id: number;
	readonly CollectionId: string;
	readonly FaceModelVersion: string;
	readonly Tags: Readonly<Record<string, string>>;
	readonly createdMillis: number;
	readonly faceCount: number;
	/** How many times faces have been deleted from it. */
	readonly deletions: number;
}

export interface CollectionStoreOptions {
	readonly now?: () => number;
	readonly kind?: EmbeddingKind;
	/** How many faces a collection takes. */
	readonly maxFaces?: number;
}

export interface ListOptions {
	readonly after: number;
	readonly limit: number;
	readonly FaceIds?: readonly string[] | undefined;
}

export interface SearchOptions {
	/** The least Similarity that counts. */
	readonly threshold: number;
	readonly limit: number;
	/** The collection as it was when this was its last row; what has been deleted since is not found. */
	readonly upTo?: number | undefined;
	/** A face that is not to be found. */
	readonly exclude?: string | undefined;
}

/** As many as the memory of one search has room for: 4 GB. */
const MAX_FACES = 8_000_000;

/**
 * Collections and their faces in a SQLite database that several processes may share. What is deleted is gone from the
 * disk, too, as far as a program can see to it.
 */
export class CollectionStore {
	readonly #db: DatabaseSync;
	readonly #now: () => number;
	readonly #kind: EmbeddingKind;
	readonly #maxFaces: number;
	readonly #faces: StoredFaces;
	readonly #vectors: FaceVectors;
	/** Whether the log may hold what has been deleted: another process may have ended before it was emptied. */
	#isLogDue = true;

	/** The database comes from openDatabase, which also closes what is shared. */
	constructor(
		db: DatabaseSync,
		{ now = Date.now, kind = EMBEDDING_KIND, maxFaces = MAX_FACES }: CollectionStoreOptions = {},
	) {
		this.#db = db;
		this.#now = now;
		this.#kind = kind;
		this.#maxFaces = maxFaces;
		this.#faces = new StoredFaces(db, kind);
		this.#vectors = new FaceVectors(db, kind);
		this.#emptyLog();
	}

	create(CollectionId: string, Tags: Readonly<Record<string, string>> = {}): Collection {
		this.#write(() => {
			if (this.#lookUp(CollectionId))
				throw resourceAlreadyExists(`The collection id: ${CollectionId} already exists`);
			this.#db
				.prepare(
					"INSERT INTO collections (CollectionId, FaceModelVersion, Tags, createdMillis) VALUES (?, ?, ?, ?)",
				)
				.run(CollectionId, this.#kind.FaceModelVersion, JSON.stringify(Tags), this.#now());
		});
		return this.find(CollectionId);
	}

	/** Throws Rekognition's exception when there is none. */
	find(CollectionId: string): Collection {
		const collection = this.#lookUp(CollectionId);
		if (!collection) throw resourceNotFound(`The collection id: ${CollectionId} does not exist`);
		return collection;
	}

	/** The collections after one of them, in the order they were made. */
	list(after: number, limit: number): Collection[] {
		return this.#db
			.prepare("SELECT * FROM collections WHERE id > ? ORDER BY id LIMIT ?")
			.all(after, limit)
			.map(toCollection);
	}

	delete(CollectionId: string): void {
		this.#write(() => {
			const { id } = this.find(CollectionId);
			this.#faces.wipe("collection", id);
			rewriteTable(this.#db, "collections", `id <> ${id}`);
			this.#faces.compact();
			this.#vectors.forget(id);
			this.#isLogDue = true;
		});
	}

	/** Adds faces of an image, all or nothing; those that it has from this image already stay as they are. */
	addFaces(
		CollectionId: string,
		image: IndexedImage,
		faces: readonly NewFace[],
	): readonly StoredFace[] {
		return this.#write(() => {
			const { id, faceCount } = this.find(CollectionId);
			const known = this.#faces.listOfImage(id, image);
			const same = faces.map((face) => takeSame(known, face));
			const added = same.filter((face) => !face).length;
			if (added && faceCount + added > this.#maxFaces)
				throw serviceQuotaExceeded(`The collection holds at most ${this.#maxFaces} faces.`);
			this.#db
				.prepare("UPDATE collections SET faceCount = faceCount + ? WHERE id = ?")
				.run(added, id);
			return faces.map((face, i) => same[i] ?? this.#faces.insert(id, image, face));
		});
	}

	/** The faces after a row, in the order they were indexed; with ids only those. */
	listFaces(CollectionId: string, { after, limit, FaceIds }: ListOptions): readonly StoredFace[] {
		const { id } = this.find(CollectionId);
		if (!FaceIds) return this.#faces.list(id, after, limit);
		return this.#faces
			.findAll(id, FaceIds)
			.filter(({ row }) => row > after)
			.slice(0, limit);
	}

	/** Which of them have been deleted: the others are not there. */
	deleteFaces(CollectionId: string, FaceIds: readonly string[]): string[] {
		return this.#write(() => {
			const { id } = this.find(CollectionId);
			const found = this.#faces.findAll(id, FaceIds);
			if (!found.length) return [];
			for (const { row } of found) this.#faces.wipe("id", row);
			this.#db
				.prepare(
					"UPDATE collections SET faceCount = faceCount - ?, deletions = deletions + 1 WHERE id = ?",
				)
				.run(found.length, id);
			this.#faces.compact();
			this.#isLogDue = true;
			return found.map(({ Face }) => Face.FaceId);
		});
	}

	/** The last face that a collection has now. */
	lastRow(CollectionId: string): number {
		return this.#faces.lastRow(this.find(CollectionId).id);
	}

	/** What a face looks like; undefined when it is not there, an error when it is of no use. */
	findEmbedding(CollectionId: string, FaceId: string): Float32Array | undefined {
		const [face] = this.#faces.findAll(this.find(CollectionId).id, [FaceId]);
		if (!face) return undefined;
		const { FaceModelVersion, ...stored } = this.#faces.readEmbedding(face.row);
		if (FaceModelVersion !== this.#kind.FaceModelVersion)
			throw invalidParameter(
				`The face was indexed with version ${FaceModelVersion} of the face model, which version ${this.#kind.FaceModelVersion} does not compare with: index its image again.`,
			);
		const embedding = parseEmbedding(stored, this.#kind);
		if (!embedding)
			throw new Error("The stored face is damaged: delete it and index its image again.");
		return embedding;
	}

	/** The faces most like this one, best first. */
	search(CollectionId: string, embedding: Float32Array, options: SearchOptions): FaceMatch[] {
		const { threshold, limit, upTo, exclude } = options;
		const collection = this.find(CollectionId);
		const [excluded] = exclude === undefined ? [] : this.#faces.findAll(collection.id, [exclude]);
		const found = this.#vectors
			.nearest(collection, embedding, {
				minCosine: toMinCosine(threshold),
				limit: limit + (excluded ? 1 : 0),
				upTo,
			})
			.map(({ row, cosine }) => ({ row, Similarity: toSimilarityByCosine(cosine) }))
			.filter(({ row, Similarity }) => row !== excluded?.row && isMatch(Similarity, threshold))
			.slice(0, limit);
		const faces = this.#faces.findByRows(
			collection.id,
			found.map(({ row }) => row),
		);
		return found.flatMap(({ row, Similarity }) => {
			const Face = faces.get(row);
			return Face ? [{ Similarity, Face }] : [];
		});
	}

	#lookUp(CollectionId: string): Collection | undefined {
		const row = this.#db
			.prepare("SELECT * FROM collections WHERE CollectionId = ?")
			.get(CollectionId);
		return row && toCollection(row);
	}

	#write<Result>(work: () => Result): Result {
		const result = inTransaction(this.#db, work);
		this.#emptyLog();
		return result;
	}

	#emptyLog(): void {
		if (this.#isLogDue) this.#isLogDue = !emptyLog(this.#db);
	}
}

/** A row is what this file wrote, in columns of these types. */
const toCollection = (row: Row): Collection => ({
	id: Number(row["id"]),
	CollectionId: String(row["CollectionId"]),
	FaceModelVersion: String(row["FaceModelVersion"]),
	Tags: JSON.parse(String(row["Tags"])),
	createdMillis: Number(row["createdMillis"]),
	faceCount: Number(row["faceCount"]),
	deletions: Number(row["deletions"]),
});
