/** Wakes those who wait for something to have changed. */
export interface News {
	readonly tell: () => void;
	readonly next: () => Promise<void>;
}

export const createNews = (): News => {
	let waiting = Promise.withResolvers<void>();
	return {
		tell: () => {
			waiting.resolve();
			waiting = Promise.withResolvers<void>();
		},
		next: () => waiting.promise,
	};
};
