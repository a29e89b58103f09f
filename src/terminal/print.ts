/** Waits for the reader, and fails when there is none any more. */
export const print = (text: string): Promise<void> =>
	new Promise((resolve, reject) => {
		process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
	});

/** Prints a response as one JSON document; $metadata is the SDK's and not the contract's. */
export const printJson = (value: object): Promise<void> => print(`${toJson(value)}\n`);

export const toJson = (value: object): string =>
	JSON.stringify(value, (name, member: unknown) => (name === "$metadata" ? undefined : member), 2);

/** To who looks at a terminal. */
export const show = (text: string): void => {
	if (process.stderr.isTTY) process.stderr.write(text);
};

/** A line for people, beside the result. */
export const tell = (text: string): void => {
	process.stderr.write(`${text}\n`);
};
