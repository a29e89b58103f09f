import { AssertionError } from "node:assert";
import { setTimeout as wait } from "node:timers/promises";

const LOOK_MILLIS = 50;
const GIVE_UP_MILLIS = 20_000;

/** Looks again and again until nothing is asserted in vain; then gives what the look gave. */
export const eventually = async <Seen>(look: () => Promise<Seen>): Promise<Seen> => {
	const deadline = Date.now() + GIVE_UP_MILLIS;
	for (;;) {
		try {
			return await look();
		} catch (error) {
			if (!(error instanceof AssertionError) || Date.now() > deadline) throw error;
		}
		await wait(LOOK_MILLIS);
	}
};
