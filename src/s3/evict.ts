import { randomUUID } from "node:crypto";
import { lstat, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** `<hash>.<extension>`, or the same with `.<process id>-<uuid>.use` or `.part`; nothing else is ours. */
const CACHE_FILE = /^([0-9a-f]{64}\.[a-z0-9]+)(?:\.(\d+)-[0-9a-f-]+\.(use|part))?$/;

const toMark = (name: string, type: "use" | "part") =>
	`${name}.${process.pid}-${randomUUID()}.${type}`;

export const toPartPath = (cacheDir: string, name: string): string =>
	path.join(cacheDir, toMark(name, "part"));

/** Marks a file as in use, for other processes too; returns what ends it. */
export async function holdFile(cacheDir: string, name: string): Promise<() => Promise<void>> {
	const mark = path.join(cacheDir, toMark(name, "use"));
	await writeFile(mark, "", { flag: "wx", mode: 0o600 });
	return () => rm(mark, { force: true });
}

/** Deletes the least recently used files above the limit, and what processes that died left behind. */
export async function evict(cacheDir: string, limitBytes: number): Promise<void> {
	const found = (await readdir(cacheDir)).flatMap((entry) => {
		const [, name, processId, type] = CACHE_FILE.exec(entry) ?? [];
		return name === undefined ? [] : [{ entry, name, processId, type }];
	});
	const held = new Set<string>();
	for (const { entry, name, processId, type } of found) {
		if (processId === undefined) continue;
		if (!isAlive(Number(processId))) await remove(path.join(cacheDir, entry));
		else if (type === "use") held.add(name);
	}
	const names = found.filter(({ type }) => type === undefined).map(({ name }) => name);
	const files = (await Promise.all(names.map((name) => look(cacheDir, name)))).flat();
	let totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
	for (const file of files.toSorted((a, b) => a.usedMillis - b.usedMillis)) {
		if (totalBytes <= limitBytes) return;
		if (!held.has(file.name) && (await remove(file.filePath))) totalBytes -= file.sizeBytes;
	}
}

async function look(cacheDir: string, name: string) {
	const filePath = path.join(cacheDir, name);
	const stats = await lookAt(filePath);
	return stats ? [{ name, filePath, sizeBytes: stats.size, usedMillis: stats.mtimeMs }] : [];
}

/** A file's own figures, not those of what a link points to; `undefined` when it is not there. */
const lookAt = (filePath: string) =>
	lstat(filePath).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw error;
	});

/** Asks whether a plain file of that size is there. */
export async function isWhole(filePath: string, sizeBytes: number): Promise<boolean> {
	const stats = await lookAt(filePath);
	return stats !== undefined && stats.isFile() && stats.size === sizeBytes;
}

/** Windows refuses to delete an open file: it is in use, so it stays. */
const remove = (filePath: string): Promise<boolean> =>
	rm(filePath, { force: true }).then(
		() => true,
		() => false,
	);

function isAlive(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch (error) {
		// Another user's process is alive as well (EPERM).
		return error instanceof Error && "code" in error && error.code !== "ESRCH";
	}
}
