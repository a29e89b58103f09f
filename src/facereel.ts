// The program's first lines must run on any Node, so they import nothing that an older one lacks.
const OLDEST_NODE = 24;

const { node } = process.versions;

if (Number.parseInt(node, 10) >= OLDEST_NODE) {
	await import("./cli.ts");
} else {
	process.stderr.write(`facereel: Node ${OLDEST_NODE} or later is needed, and this is ${node}.\n`);
	process.exitCode = 1;
}
