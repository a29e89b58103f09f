import type { DatabaseSync } from "node:sqlite";
import { type Neighbour, Vectors } from "../core/nearest.ts";
import { toBytes } from "./database.ts";
import { type EmbeddingKind, parseEmbedding } from "./embedding.ts";

/** A collection as far as its embeddings go: so many times faces have been deleted from it. */
interface State {
	readonly id: number;
	readonly deletions: number;
}

/** The embeddings of a collection, and the row of the face of each, in the order of the rows. */
interface Loaded {
	readonly vectors: Vectors;
	rows: number[];
	deletions: number;
	/** Whatever comes later is not loaded yet. */
	lastRow: number;
}

interface Search {
	readonly minCosine: number;
	readonly limit: number;
	/** Only the rows up to this one. */
	readonly upTo?: number | undefined;
}

/** So many collections are kept in memory: 100,000 faces are 50 MB. */
const MAX_LOADED = 4;

/** Loads embeddings where they are searched, and follows what this or another process adds and deletes. */
export class FaceVectors {
	readonly #db: DatabaseSync;
	readonly #kind: EmbeddingKind;
	/** The last used one last. */
	readonly #loaded = new Map<number, Loaded>();

	constructor(db: DatabaseSync, kind: EmbeddingKind) {
		this.#db = db;
		this.#kind = kind;
	}

	/** The rows of the nearest faces, best first; embeddings that are damaged or of another kind are left out. */
	nearest(
		collection: State,
		embedding: Float32Array,
		{ minCosine, limit, upTo = Infinity }: Search,
	): readonly Neighbour[] {
		const { vectors, rows } = this.#load(collection);
		return vectors
			.nearest(embedding, { minCosine, limit, end: countUpTo(rows, upTo) })
			.map(({ row, cosine }) => ({ row: rows[row] ?? 0, cosine }));
	}

	forget(id: number): void {
		this.#loaded.delete(id);
	}

	#load({ id, deletions }: State): Loaded {
		const loaded = this.#take(id, deletions);
		if (loaded.deletions !== deletions) this.#dropDeleted(id, loaded);
		loaded.deletions = deletions;
		this.#addNew(id, loaded);
		return loaded;
	}

	#take(id: number, deletions: number): Loaded {
		const loaded = this.#loaded.get(id) ?? {
			vectors: new Vectors(this.#kind.size),
			rows: [],
			deletions,
			lastRow: 0,
		};
		this.#loaded.delete(id);
		this.#loaded.set(id, loaded);
		const [oldest] = this.#loaded.keys();
		if (oldest !== undefined && this.#loaded.size > MAX_LOADED) this.#loaded.delete(oldest);
		return loaded;
	}

	#dropDeleted(id: number, loaded: Loaded): void {
		const present = new Set(
			this.#db
				.prepare("SELECT id FROM faces WHERE collection = ?")
				.all(id)
				.map((row) => Number(row["id"])),
		);
		loaded.vectors.retain((place) => present.has(loaded.rows[place] ?? 0));
		loaded.rows = loaded.rows.filter((row) => present.has(row));
	}

	#addNew(id: number, loaded: Loaded): void {
		const rows = this.#db
			.prepare(
				`SELECT id, embedding, crc FROM faces
				WHERE collection = :id AND id > :lastRow AND IndexFacesModelVersion = :version
				AND length(embedding) = :length ORDER BY id`,
			)
			.iterate({
				id,
				lastRow: loaded.lastRow,
				version: this.#kind.FaceModelVersion,
				length: this.#kind.size * Float32Array.BYTES_PER_ELEMENT,
			});
		for (const row of rows) {
			const stored = { data: toBytes(row["embedding"]), crc: Number(row["crc"]) };
			const embedding = parseEmbedding(stored, this.#kind);
			if (embedding) {
				loaded.vectors.push(embedding);
				loaded.rows.push(Number(row["id"]));
			}
			loaded.lastRow = Number(row["id"]);
		}
	}
}

/** How many of ascending numbers are at most this one. */
const countUpTo = (ascending: readonly number[], value: number): number => {
	let [low, high] = [0, ascending.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ascending[middle] ?? Infinity) <= value) low = middle + 1;
		else high = middle;
	}
	return low;
};
