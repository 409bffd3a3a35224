// Every command begins here on whatever Node there is, and goes on in the pinned one.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import nodeModule from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installMissing } from "./install.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/** @param {string} command the file beside this one that does the work, such as `start.ts`.
 * @param {"everything" | "what runs"} packages what must be there: on a server nothing need be that only building needs. */
export async function begin(command, packages = "everything") {
  installMissing(root, packages);
  process.chdir(root);
  keepCompiled();
  const entry = join(here, command);
  if (isPinned()) return void (await import(pathToFileURL(entry).href));
  handOver(pinnedNode(), entry);
}

// A quarter of a start is compiling what was compiled the last time. Every process that is started from here on inherits it;
// where the folder cannot be written, nothing is kept and nothing is said.
function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ??= join(root, ".cache", "compiled");
  nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}

function isPinned() {
  const manifest = join(root, "node_modules", "node", "package.json");
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === process.versions.node;
}

function pinnedNode() {
  const node = join(root, "node_modules", "node", "bin", "node");
  if (existsSync(node)) return node;
  console.error("Node 24 is missing from node_modules: run `npm ci` once by hand, without --ignore-scripts.");
  process.exit(1);
}

function handOver(node, entry) {
  // The channel closes when this process dies, however it dies; the lifeline then ends the other side.
  const child = spawn(node, ["--import", join(here, "lifeline.mjs"), entry, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}
