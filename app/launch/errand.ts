import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { inRoot, root } from "./root.ts";
import { Refusal } from "./say.ts";
import type { Env } from "./settings.ts";

/** Runs one of our programs at this terminal and returns its exit status. */
export function runHere(entry: string, args: readonly string[], env: Env): Promise<number> {
  if (!existsSync(inRoot(entry))) throw new Refusal(`${entry} is missing from this version.`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", inRoot("app/launch/lifeline.mjs"), inRoot(entry), ...args], {
      cwd: root,
      env,
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
