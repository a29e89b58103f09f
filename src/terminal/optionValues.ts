/** The command line was not understood: said with a hint, and with an exit code of its own. */
export class UsageError extends Error {}

interface Limits {
	readonly min?: number;
	/** As min, which it is not. */
	readonly above?: number;
	readonly max: number;
	readonly isWhole?: boolean;
}

export const toNumber = (
	option: string,
	text: string | undefined,
	{ min = -Infinity, above = -Infinity, max, isWhole = false }: Limits,
): number => {
	const number = text?.trim() ? Number(text) : NaN;
	const fits = number >= min && number > above && number <= max;
	if (fits && (!isWhole || Number.isInteger(number))) return number;
	const kind = isWhole ? "a whole number" : "a number";
	const from = Number.isFinite(min) ? ` from ${min}` : "";
	throw new UsageError(`${option} is ${kind}${from} up to ${max}, not ${JSON.stringify(text)}`);
};

export const toOneOf = <Name extends string>(
	names: readonly Name[],
	option: string,
	text: string | undefined,
): Name => {
	const found = names.find((name) => name === text);
	if (found !== undefined) return found;
	throw new UsageError(`${option} is one of ${names.join(", ")}, not ${JSON.stringify(text)}`);
};
