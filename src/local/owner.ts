import { randomUUID } from "node:crypto";
import os from "node:os";

/** Who works at jobs: a process of this machine, and no other process ever after. */
export const createOwner = (): string => [os.hostname(), process.pid, randomUUID()].join(" ");

/** Whether an owner is known to be gone: its process was on this machine and is not there any more. */
export const isGone = (owner: string): boolean => {
	const [host, pid] = owner.split(" ");
	if (host !== os.hostname() || !pid) return false;
	try {
		process.kill(Number(pid), 0);
		return false;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "ESRCH";
	}
};
