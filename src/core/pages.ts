/** The most elements Rekognition puts on a page; more may be asked for and is quietly clamped. */
const MAX_PAGE_LENGTH = 1000;

/** A stretch of a list: where it begins, how long it is, and where the next one begins if there is one. */
export interface Page {
	readonly first: number;
	readonly length: number;
	readonly next?: number;
}

/** The page of a list that begins at `first`, with MaxResults as Rekognition takes it. */
export const toPage = (first: number, total: number, MaxResults = MAX_PAGE_LENGTH): Page => {
	const length = Math.max(0, Math.min(MaxResults, MAX_PAGE_LENGTH, total - first));
	const next = first + length;
	return { first, length, ...(next < total ? { next } : {}) };
};
