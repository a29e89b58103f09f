/** Delays that grow by half each time up to a limit, for ever. */
export function* growingDelays(firstMillis: number, limitMillis: number): Generator<number> {
	for (let millis = firstMillis; ; millis = Math.min(limitMillis, millis * 1.5)) yield millis;
}
