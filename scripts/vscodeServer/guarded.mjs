// `node guarded.mjs MODULE …`: runs MODULE until the one who started it is gone, by whatever end: then its standard
// input closes, and everything in this process group goes too. Plain JavaScript, since VS Code's server is.
import { pathToFileURL } from "node:url";

process.stdin.on("close", () => process.kill(-process.pid, "SIGKILL"));
process.stdin.resume();
process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1]).href);
