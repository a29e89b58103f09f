import type { BoundingBox, Face } from "@aws-sdk/client-rekognition";
import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { iou } from "../core/boxes.ts";
import { type Row, toBytes } from "./database.ts";
import { rewriteTable } from "./deletion.ts";
import { type EmbeddingKind, type StoredEmbedding, toStoredEmbedding } from "./embedding.ts";

/** The image that faces were found in. */
export interface IndexedImage {
	readonly ImageId: string;
	readonly ExternalImageId?: string | undefined;
}

/** A face of an image, and what it looks like. */
export interface NewFace {
	readonly BoundingBox: BoundingBox;
	readonly Confidence: number;
	readonly embedding: Float32Array;
}

/** A face as it is stored; rows are in the order of indexing. */
export interface StoredFace {
	readonly row: number;
	readonly Face: Face & { readonly FaceId: string };
}

/** Boxes of one image that overlap as much are of one face: no detector tells of two so near each other. */
const SAME_FACE_IOU = 0.5;

/** By ids in JSON; the index knows their first eight digits. */
const OF_IDS = `json_each(:FaceIds) AS wanted CROSS JOIN faces
	WHERE collection = :id AND substr(FaceId, 1, 8) = substr(wanted.value, 1, 8) AND FaceId = wanted.value`;

/** The faces of collections; CollectionStore opens the transactions, and counts. */
export class StoredFaces {
	readonly #db: DatabaseSync;
	readonly #kind: EmbeddingKind;

	constructor(db: DatabaseSync, kind: EmbeddingKind) {
		this.#db = db;
		this.#kind = kind;
	}

	/** The faces that a collection has of an image under this name. */
	listOfImage(id: number, { ImageId, ExternalImageId }: IndexedImage): StoredFace[] {
		return this.#db
			.prepare(
				`SELECT * FROM faces WHERE collection = :id AND substr(ImageId, 1, 8) = substr(:ImageId, 1, 8)
				AND ImageId = :ImageId AND ExternalImageId IS :external AND IndexFacesModelVersion = :version
				ORDER BY id`,
			)
			.all({
				id,
				ImageId,
				external: ExternalImageId ?? null,
				version: this.#kind.FaceModelVersion,
			})
			.map(toStoredFace);
	}

	insert(id: number, { ImageId, ExternalImageId }: IndexedImage, face: NewFace): StoredFace {
		const { data, crc } = toStoredEmbedding(face.embedding, this.#kind);
		const { Left = 0, Top = 0, Width = 0, Height = 0 } = face.BoundingBox;
		const row = this.#db
			.prepare(
				`INSERT INTO faces (collection, FaceId, ImageId, ExternalImageId, IndexFacesModelVersion,
				"Left", Top, Width, Height, Confidence, embedding, crc)
				VALUES (:id, :FaceId, :ImageId, :ExternalImageId, :version,
				:Left, :Top, :Width, :Height, :Confidence, :data, :crc) RETURNING *`,
			)
			.get({
				id,
				FaceId: randomUUID(),
				ImageId,
				ExternalImageId: ExternalImageId ?? null,
				version: this.#kind.FaceModelVersion,
				Left,
				Top,
				Width,
				Height,
				Confidence: face.Confidence,
				data,
				crc,
			});
		if (!row) throw new Error("A face was not stored.");
		return toStoredFace(row);
	}

	/** The faces after a row, in their order. */
	list(id: number, after: number, limit: number): StoredFace[] {
		return this.#db
			.prepare("SELECT * FROM faces WHERE collection = ? AND id > ? ORDER BY id LIMIT ?")
			.all(id, after, limit)
			.map(toStoredFace);
	}

	/** Those with these ids, in the order of their rows. */
	findAll(id: number, FaceIds: readonly string[]): StoredFace[] {
		return this.#db
			.prepare(`SELECT faces.* FROM ${OF_IDS} ORDER BY faces.id`)
			.all({ id, FaceIds: JSON.stringify([...new Set(FaceIds)]) })
			.map(toStoredFace);
	}

	/** Those in these rows that are still there. */
	findByRows(id: number, rows: readonly number[]): Map<number, StoredFace["Face"]> {
		const found = this.#db
			.prepare(
				"SELECT * FROM faces WHERE id IN (SELECT value FROM json_each(?)) AND collection = ?",
			)
			.all(JSON.stringify(rows), id)
			.map(toStoredFace);
		return new Map(found.map(({ row, Face }) => [row, Face]));
	}

	readEmbedding(row: number): StoredEmbedding & Pick<EmbeddingKind, "FaceModelVersion"> {
		const stored = this.#db
			.prepare("SELECT IndexFacesModelVersion, embedding, crc FROM faces WHERE id = ?")
			.get(row);
		return {
			FaceModelVersion: String(stored?.["IndexFacesModelVersion"]),
			data: toBytes(stored?.["embedding"]),
			crc: Number(stored?.["crc"]),
		};
	}

	lastRow(id: number): number {
		const sql = "SELECT max(id) AS last FROM faces WHERE collection = ?";
		return Number(this.#db.prepare(sql).get(id)?.["last"] ?? 0);
	}

	/**
	 * Overwrites everything that is known of faces. Their rows stay, since SQLite would fill the gap with others and
	 * leave copies of those where they were, for good; once they are the most, the table is written anew.
	 */
	wipe(column: "id" | "collection", value: number): void {
		this.#db
			.prepare(
				`UPDATE faces SET collection = NULL, FaceId = NULL, ImageId = NULL, ExternalImageId = NULL,
				IndexFacesModelVersion = NULL, "Left" = NULL, Top = NULL, Width = NULL, Height = NULL,
				Confidence = NULL, embedding = NULL, crc = NULL WHERE ${column} = ?`,
			)
			.run(value);
	}

	/** Gives the room of wiped faces back, if there are more than of others. */
	compact(): void {
		const counts = this.#db
			.prepare(
				`SELECT (SELECT count(*) FROM faces WHERE collection IS NULL) AS wiped,
				(SELECT sum(faceCount) FROM collections) AS present`,
			)
			.get();
		if (Number(counts?.["wiped"]) > Number(counts?.["present"]))
			rewriteTable(this.#db, "faces", "collection IS NOT NULL");
	}
}

/** A row is what this file wrote, in columns of these types. */
const toStoredFace = (row: Row): StoredFace => {
	const ExternalImageId = row["ExternalImageId"];
	return {
		row: Number(row["id"]),
		Face: {
			FaceId: String(row["FaceId"]),
			BoundingBox: {
				Width: Number(row["Width"]),
				Height: Number(row["Height"]),
				Left: Number(row["Left"]),
				Top: Number(row["Top"]),
			},
			ImageId: String(row["ImageId"]),
			...(typeof ExternalImageId === "string" ? { ExternalImageId } : {}),
			Confidence: Number(row["Confidence"]),
			IndexFacesModelVersion: String(row["IndexFacesModelVersion"]),
		},
	};
};

/** Takes the face in the same place out of those of an image, if it is among them. */
export const takeSame = (known: StoredFace[], { BoundingBox }: NewFace): StoredFace | undefined => {
	const place = known.findIndex(
		({ Face }) => iou(Face.BoundingBox ?? {}, BoundingBox) > SAME_FACE_IOU,
	);
	return place < 0 ? undefined : known.splice(place, 1)[0];
};
