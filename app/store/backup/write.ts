import { createHash } from "node:crypto";
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { PoolClient } from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Connections } from "../transaction.ts";
import { type Header, MAGIC, type Section } from "./header.ts";
import { migrationsApplied, thisVersion } from "./migrations.ts";
import { columnList, countRows, quoted, sealHeads, sequencesOf, shopsOf, tablesOf } from "./tables.ts";

export type Written = { readonly header: Header; readonly bytes: number };

/** There is nothing to back up, or no place for it; the message is for whoever asked. */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
}

/**
 * Writes everything the database holds at one moment into a new file that only its owner reads, while everything goes on.
 * The file has its name once it is whole; a backup that breaks off leaves none.
 */
export async function backUp(pool: Connections, file: string, about: { readonly keys: readonly string[]; readonly now: Date }): Promise<Written> {
  refuseExisting(file);
  const half = `${file}.part-${process.pid}`;
  const client = await pool.connect();
  try {
    const { header, tables } = await openSnapshot(client, about);
    await pipeline(() => contentOf(client, header, tables), createGzip({ level: 5 }), createWriteStream(half, { flags: "wx", mode: 0o600, flush: true }));
    refuseExisting(file);
    renameSync(half, file);
    await client.query("ROLLBACK");
    client.release();
    return { header, bytes: statSync(file).size };
  } catch (error) {
    rmSync(half, { force: true });
    // In the middle of a table the connection is of no more use.
    client.release(true);
    throw error;
  }
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new BackupRefused(`${file} exists already: a backup never replaces a file.`);
}

type Snapshot = { readonly header: Header; readonly tables: readonly Section[] };

async function openSnapshot(client: PoolClient, { keys, now }: { readonly keys: readonly string[]; readonly now: Date }): Promise<Snapshot> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  // Text that reads the same on every server; and a large table may take its time.
  await client.query("SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
  const migrations = await migrationsApplied(client);
  if (migrations.length === 0) throw new BackupRefused("This database is empty: there is nothing to back up.");
  const tables = await tablesOf(client);
  // A migration that begins meanwhile waits until the backup is written.
  await client.query(`LOCK TABLE ${tables.map(({ table }) => quoted(table)).join(", ")} IN ACCESS SHARE MODE`);
  const { rows: [server] } = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS "version"`);
  const header: Header = {
    app: thisVersion(),
    takenAt: now.toISOString(),
    postgres: server?.version ?? "",
    migrations: [...migrations],
    shops: [...(await shopsOf(client))],
    rows: await countRows(client, tables),
    seals: await sealHeads(client),
    sequences: await sequencesOf(client),
    keys: [...keys],
  };
  return { header, tables };
}

async function* contentOf(client: PoolClient, header: Header, tables: readonly Section[]): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const hashed = (piece: Buffer): Buffer => {
    hash.update(piece);
    return piece;
  };
  yield hashed(Buffer.from(`${MAGIC}\n${JSON.stringify(header)}\n`));
  for (const section of tables) {
    yield hashed(Buffer.from(`${JSON.stringify(section)}\n`));
    for await (const rows of client.query(copyTo(`COPY ${quoted(section.table)} (${columnList(section)}) TO STDOUT`))) yield hashed(rows);
    yield hashed(Buffer.from("\\.\n"));
  }
  yield Buffer.from(`end ${hash.digest("hex")}\n`);
}
