// Runs on the system's Node (20 or newer), before anything is installed: plain JavaScript, nothing but Node.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @param {string} root the clone. Installs with `npm ci` unless every package the lock names is there in its version.
 * @param {"everything" | "what runs"} packages which of them must be. */
export function installMissing(root, packages) {
  if (isInstalled(root, packages)) return;
  console.log("Installing packages (about a minute) …");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit" });
  if (run.status === 0) return;
  console.error("The packages could not be installed: npm's message above says why.");
  process.exit(1);
}

// npm keeps a copy of what it installed; comparing versions rather than dates survives checkouts and copies.
function isInstalled(root, packages) {
  const kept = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(kept)) return false;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(kept);
  const isNeeded = ({ optional, devOptional, dev }) => !optional && !devOptional && (packages === "everything" || !dev);
  return Object.entries(wanted).every(([path, entry]) => path === "" || !isNeeded(entry) || present[path]?.version === entry.version);
}

function packagesOf(lock) {
  return JSON.parse(readFileSync(lock, "utf8")).packages;
}
