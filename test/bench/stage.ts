import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { migrate } from "#app/launch/migrate.ts";
import { placeFor } from "#app/launch/place.ts";
import { freePort } from "#app/launch/ports.ts";
import { startPostgres, type Postgres } from "#app/launch/postgres.ts";
import { inRoot } from "#app/launch/root.ts";
import { closers } from "#app/launch/stack.ts";
import { type Child, startChild } from "./child.ts";

export const SECRET = "bench-secret";

/** The database server and the floor, for one run. Everything lies in a folder of its own and goes with it. */
export type Stage = {
  readonly folder: string;
  readonly floor: { readonly port: number; readonly child: Child };
  /** A new database: migrated and empty. */
  readonly newDatabase: () => Promise<string>;
  /** What the server is set to, by name. */
  readonly settings: () => Promise<Readonly<Record<string, string>>>;
  readonly onClose: (close: () => Promise<void> | void) => void;
  readonly close: () => Promise<void>;
};

// On the disk of the clone: what lies in memory is always quick to sync.
const benches = inRoot(".cache", "bench");

/** `watched`: the server also counts what each statement cost. */
export async function openStage({ watched }: { readonly watched: "yes" | "no" }): Promise<Stage> {
  await clearLeftovers();
  const folder = join(benches, String(process.pid));
  mkdirSync(folder, { recursive: true });
  const open = closers();
  open.add(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const postgres = await startPostgres(folder, { ...roomy, ...(watched === "yes" ? watching : {}) });
    open.add(() => dismantle(folder, postgres));
    await migrate(postgres.url);
    let made = 0;
    const newDatabase = async () => {
      const name = `bench_${++made}`;
      await asAdmin(postgres.url, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE tallystick`));
      return withDatabase(postgres.url, name);
    };
    const port = await freePort();
    const floorUrl = await newDatabase();
    const env = { PORT: String(port), DATABASE_URL: floorUrl, SECRET };
    const child = await startChild({ entry: "test/bench/floor.ts", env, log: join(folder, "floor.log") });
    open.add(child.stop);
    return { folder, floor: { port, child }, newDatabase, settings: () => settingsOf(postgres.url), onClose: open.add, close: open.closeAll };
  } catch (error) {
    await open.closeAll();
    throw error;
  }
}

// Two products stand side by side here.
const roomy = { max_connections: "300" };

const watching = { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track": "all", "pg_stat_statements.max": "2000", track_functions: "all", track_io_timing: "on" };

const told = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_connections", "wal_level", "data_directory"];

async function settingsOf(url: string): Promise<Readonly<Record<string, string>>> {
  const { rows } = await asAdmin(url, (admin) => admin.query<{ name: string; said: string }>(`SELECT "name", current_setting("name") AS "said" FROM unnest($1::text[]) "name"`, [told]));
  return Object.fromEntries(rows.map(({ name, said }) => [name, said]));
}

/** Also what for root lies elsewhere (launch/place.ts). */
async function dismantle(folder: string, postgres: Postgres): Promise<void> {
  await postgres.stop();
  const place = await placeFor(folder);
  rmSync(place.folder, { recursive: true, force: true });
}

/** A run that was killed left its server up. */
async function clearLeftovers(): Promise<void> {
  if (!existsSync(benches)) return;
  for (const name of readdirSync(benches)) {
    if (isAlive(Number(name))) continue;
    const folder = join(benches, name);
    await dismantle(folder, await startPostgres(folder));
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function asAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}
