// Plain JavaScript: shared by launch.mjs, which must run on Node 20 before anything is installed.
import { spawn } from "node:child_process";

const HEARTBEAT_MILLIS = 15_000;

/** Says what is going on, again at every heartbeat, and how long it took. */
export const step = async (what, work, { heartbeatMillis = HEARTBEAT_MILLIS } = {}) => {
	const startedMillis = Date.now();
	const elapsed = () => `${((Date.now() - startedMillis) / 1000).toFixed(1)} s`;
	console.log(`▸ ${what} …`);
	const heartbeat = setInterval(() => console.log(`  … ${elapsed()}`), heartbeatMillis);
	try {
		const result = await work();
		console.log(`✓ ${what} (${elapsed()})`);
		return result;
	} catch (error) {
		console.log(`✗ ${what} (${elapsed()})`);
		throw error;
	} finally {
		clearInterval(heartbeat);
	}
};

/** Runs a command to its end; what it prints is shown only when it fails, unless `shown`. */
export const run = (command, args, { shown = false, timeoutMillis, ...options } = {}) =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			...options,
			stdio: ["ignore", shown ? "inherit" : "pipe", shown ? "inherit" : "pipe"],
			timeout: timeoutMillis,
		});
		const printed = [];
		child.stdout?.on("data", (chunk) => printed.push(chunk));
		child.stderr?.on("data", (chunk) => printed.push(chunk));
		child.on("error", reject);
		child.on("close", (code, signal) => {
			const output = Buffer.concat(printed).toString();
			if (code === 0) resolve(output);
			else
				reject(new Error(`${command} ${args.join(" ")}: ${signal ?? `exit ${code}`}\n${output}`));
		});
	});
