/** Barks once when there was no progress for so long, unless it is paused. */
export interface Watchdog {
	readonly onProgress: () => void;
	readonly pause: () => void;
	readonly resume: () => void;
	readonly stop: () => void;
}

export const startWatchdog = (stallMillis: number, bark: () => void): Watchdog => {
	let isPaused = false;
	const timer = setTimeout(() => {
		if (isPaused) timer.refresh();
		else bark();
	}, stallMillis);
	return {
		onProgress: () => void timer.refresh(),
		pause: () => {
			isPaused = true;
		},
		resume: () => {
			isPaused = false;
			timer.refresh();
		},
		stop: () => clearTimeout(timer),
	};
};
