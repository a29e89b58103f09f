import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** As Linux counts them in /proc. */
const TICKS_PER_SECOND = 100;
const LOOK_MILLIS = 5;

/** Processor time of this process and of those that it waited for, which Linux alone tells. */
export const cpuSeconds = (): number => {
	const { user, system } = process.cpuUsage();
	const [, fields = ""] = readProc("self/stat").split(") ");
	const [childrenUser = 0, childrenSystem = 0] = fields.split(" ").slice(13, 15).map(Number);
	return (user + system) / 1e6 + (childrenUser + childrenSystem) / TICKS_PER_SECOND;
};

/** Killed children count once they have been waited for. */
export const childrenGone = async (): Promise<void> => {
	while (readProc(`self/task/${process.pid}/children`).trim() !== "") await sleep(LOOK_MILLIS);
};

/** What the descendants of a process have in memory together, as Linux tells. */
export const memoryBytesOf = (pid: number): number =>
	descendantsOf(pid)
		.map(toMemoryBytes)
		.reduce((sum, one) => sum + one, 0);

const descendantsOf = (pid: number): number[] => {
	const children = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((name) => readProc(`${name}/stat`).split(") ")[1]?.split(" ")[1] === String(pid))
		.map(Number);
	return [...children, ...children.flatMap(descendantsOf)];
};

const toMemoryBytes = (pid: number): number =>
	Number(/VmRSS:\s+(\d+)/.exec(readProc(`${pid}/status`))?.[1] ?? 0) * 1024;

/** Empty once the process is gone, and where there is no /proc. */
const readProc = (name: string): string => {
	try {
		return readFileSync(`/proc/${name}`, "utf8");
	} catch {
		return "";
	}
};
