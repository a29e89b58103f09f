import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

const isRunnable = (file: string): boolean => {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false; // not there, or not ours to run: the next candidate
	}
};

/** The first of these programs that can be run; a bare name is looked up in PATH. */
export const findOnPath = (candidates: readonly string[]): string | undefined => {
	const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
	const suffix = process.platform === "win32" ? ".exe" : "";
	return candidates
		.flatMap((candidate) =>
			path.isAbsolute(candidate)
				? [candidate]
				: folders.map((folder) => path.join(folder, candidate + suffix)),
		)
		.find(isRunnable);
};
