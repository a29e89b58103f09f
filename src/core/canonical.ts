/** JSON with the members of every object in order, so that equal requests are equal texts. */
export const toCanonicalJson = (value: unknown): string =>
	JSON.stringify(value, (_key, member: unknown) =>
		isRecord(member) ? Object.fromEntries(Object.entries(member).toSorted(byName)) : member,
	);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
	a < b ? -1 : Number(a > b);
