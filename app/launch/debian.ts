import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { say } from "./say.ts";

/** Installs Debian's packages where we are root on a Debian, and does nothing elsewhere. */
export function installDebian(what: string, packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  say(`Installing ${what} with apt …`);
  // Runlevel 1: programs are wanted, no service of the system's that starts by itself.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = (...args: readonly string[]) => spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  const install = () => apt("install", "-y", "--no-install-recommends", ...packages);
  if (install().status === 0) return;
  apt("update");
  const { status, stderr } = install();
  if (status !== 0) say(`apt could not: ${stderr}`);
}
