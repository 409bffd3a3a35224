import { setTimeout as wait } from "node:timers/promises";
import type { PoolClient } from "pg";
import { type Migration } from "./header.ts";
import { migrationsHere, sqlOf } from "./migrations.ts";
import { quoted, tablesOf } from "./tables.ts";

type Queries = Pick<PoolClient, "query">;

/** The database is not one to restore into, or the backup not one for this version; nothing was changed. */
export class RestoreRefused extends Error {
  override readonly name = "RestoreRefused";
}

/** A server that has just ended leaves its connections behind for a moment. */
const LEAVING_MS = 2_000;

/** Refuses while another process is connected: a server that runs would go on with what is replaced under it. */
export async function refuseCompany(db: Queries): Promise<void> {
  let count = await others(db);
  for (const until = Date.now() + LEAVING_MS; count > 0 && Date.now() < until; count = await others(db)) await wait(50);
  if (count > 0) throw new RestoreRefused(`${count} other connection${count === 1 ? " uses" : "s use"} this database: stop the server (every web and worker process of it) and whatever else is connected.`);
}

async function others(db: Queries): Promise<number> {
  // Within a transaction the answer would stay what it was the first time.
  await db.query(`SELECT pg_stat_clear_snapshot()`);
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS "count" FROM pg_stat_activity WHERE "datname" = current_database() AND "usesysid" IS NOT NULL AND "application_name" IS DISTINCT FROM current_setting('application_name')`,
  );
  return rows[0]?.count ?? 0;
}

/** Refuses a backup with a migration that this version lacks or has changed. */
export function refuseForeign(migrations: readonly Migration[], app: string): void {
  const here = new Map(migrationsHere().map(({ name, checksum }) => [name, checksum]));
  const missing = migrations.find(({ name, checksum }) => here.get(name) !== checksum);
  if (missing) throw new RestoreRefused(`The backup is of version ${app}, whose migration ${missing.name} this version ${here.has(missing.name) ? "has otherwise" : "does not have"}: restore it with version ${app} or a newer one.`);
}

/** What is in the way: the shops installed here. None, though there may be tables: the database was never used. */
export async function inhabitants(db: Queries): Promise<{ readonly tables: readonly string[]; readonly shops: readonly string[]; readonly rows: "none" | "some" }> {
  const ours = namesMade("TABLE");
  const tables = (await tablesOf(db)).map(({ table }) => table).filter((table) => ours.has(table));
  if (!tables.includes("shops")) return { tables, shops: [], rows: await filled(db, tables) };
  const { rows } = await db.query<{ id: string }>(`SELECT "id" FROM "shops" ORDER BY "id"`);
  return { tables, shops: rows.map(({ id }) => id), rows: await filled(db, tables) };
}

async function filled(db: Queries, tables: readonly string[]): Promise<"none" | "some"> {
  if (tables.length === 0) return "none";
  const { rows } = await db.query<{ some: boolean }>(`SELECT ${tables.map((table) => `EXISTS (SELECT FROM ${quoted(table)})`).join(" OR ")} AS "some"`);
  return rows[0]?.some ? "some" : "none";
}

/** Moves what our migrations made into a schema of that name, and leaves what others have here alone. */
export async function moveAside(client: Queries, schema: string): Promise<void> {
  await client.query(`CREATE SCHEMA ${quoted(schema)}`);
  const ours = [...namesMade("TABLE"), "_prisma_migrations"];
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT "relname" AS "name" FROM pg_class WHERE "relnamespace" = current_schema()::regnamespace AND "relkind" IN ('r', 'p') AND "relname" = ANY ($1)`,
    [ours],
  );
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} SET SCHEMA ${quoted(schema)}`);
  const { rows: functions } = await client.query<{ signature: string }>(
    `SELECT "oid"::regprocedure::text AS "signature" FROM pg_proc WHERE "pronamespace" = current_schema()::regnamespace AND "proname" = ANY ($1)`,
    [[...namesMade("FUNCTION")]],
  );
  for (const { signature } of functions) await client.query(`ALTER FUNCTION ${signature} SET SCHEMA ${quoted(schema)}`);
}

/** The names that our migrations give to their tables or functions. */
function namesMade(kind: "TABLE" | "FUNCTION"): ReadonlySet<string> {
  const made = new RegExp(`CREATE (?:OR REPLACE )?${kind} (?:IF NOT EXISTS )?"(\\w+)"`, "g");
  return new Set(migrationsHere().flatMap(({ name }) => [...(sqlOf(name) ?? "").matchAll(made)].map(([, found = ""]) => found)));
}
