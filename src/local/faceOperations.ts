import type { CollectionOperations, ImageOperations } from "../api/operations.ts";
import type { CollectionStore } from "./collectionStore.ts";
import { createCollectionOperations } from "./collections.ts";
import { createImageOperations, type ReadImage } from "./imageOperations.ts";

interface Parts {
	readonly store: CollectionStore;
	readonly readImage: ReadImage;
	/** What page tokens are signed with. */
	readonly secret: Uint8Array;
	readonly now: () => number;
}

/** Rekognition's operations on images and collections. Whether members are as the model wants them is not asked here. */
export const createFaceOperations = (parts: Parts): CollectionOperations & ImageOperations => ({
	...createCollectionOperations(parts),
	...createImageOperations(parts),
});
