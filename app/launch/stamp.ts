import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** A hash over the content of all files the patterns name, relative to the clone. */
export function fingerprint(patterns: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of globSync([...patterns], { cwd: root }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(file).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Makes `folder` again unless it was made from exactly these sources. Returns whether it was made. */
export async function makeWhenChanged(folder: string, sources: readonly string[], make: () => Promise<void>): Promise<boolean> {
  const stamp = join(root, folder, ".made-from");
  const now = fingerprint(sources);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return false;
  await make();
  writeFileSync(stamp, now);
  return true;
}
