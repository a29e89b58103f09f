import { toJson } from "./print.ts";

/** All pages as one JSON document with one long list, in pieces: it need not fit into memory. */
export async function* toResultDocument<List extends string>(
	list: List,
	pages: AsyncIterable<
		{ readonly NextToken?: string | undefined } & {
			readonly [L in List]?: readonly object[] | undefined;
		}
	>,
): AsyncGenerator<string> {
	let isOpen = false;
	let separator = "";
	for await (const page of pages) {
		const { NextToken: _, ...members } = page;
		if (!isOpen) yield toOpening(list, members);
		isOpen = true;
		for (const item of page[list] ?? []) {
			yield `${separator}\n    ${JSON.stringify(item)}`;
			separator = ",";
		}
	}
	yield separator ? "\n  ]\n}\n" : "]\n}\n";
}

/** The document up to the first item of its list, which comes last. */
const toOpening = (list: string, members: object): string => {
	const others = Object.entries(members).filter(([name]) => name !== list);
	return toJson(Object.fromEntries([...others, [list, []]])).slice(0, -"]\n}".length);
};
