import { existsSync } from "node:fs";
import { findOnPath } from "./onPath.ts";
import { run, step } from "./steps.mjs";

const canInstall = (): boolean =>
	process.platform === "linux" &&
	process.getuid?.() === 0 &&
	existsSync("/etc/debian_version") &&
	findOnPath(["apt-get"]) !== undefined;

/** Installs a Debian package as a visible step; `false` where that is not ours to do (not Debian, or not root). */
export const aptInstall = async (name: string): Promise<boolean> => {
	if (!canInstall()) return false;
	const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
	await step(`Installing ${name} with apt (about half a minute)`, async () => {
		await run("apt-get", ["update"], options);
		await run("apt-get", ["install", "-y", "--no-install-recommends", name], options);
	});
	return true;
};
