import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { shopId } from "#app/engine/ids.ts";
import { inTransaction, type Connections } from "../transaction.ts";
import { judge, type Verdict } from "../verify.ts";
import { DamagedBackup, type Header } from "./header.ts";
import { applyMigrations } from "./migrations.ts";
import { examine, readBackup } from "./read.ts";
import { settleIn } from "./settle-in.ts";
import { columnList, quoted, sealHeads, tablesOf } from "./tables.ts";
import { inhabitants, moveAside, refuseCompany, refuseForeign, RestoreRefused } from "./target.ts";

export type Wish = {
  /** A shop that is here now, named by whoever agrees to have everything here replaced; null: nothing is. */
  readonly replace: string | null;
  /** What is found wrong in what was restored: refuse it all, or take it as it was. */
  readonly faults: "refuse" | "accept";
  readonly now: Date;
};

export type Restored = {
  readonly header: Header;
  readonly verdicts: readonly (Verdict & { readonly shop: string })[];
  /** The schema that keeps what was here before; null: there was nothing. */
  readonly keptAs: string | null;
};

/**
 * Makes the database what it was when the backup was taken, in one transaction: whatever is wrong with the file, the
 * version or the ledger, nothing has changed. Rows come in as they were written, hashes and sums included, and are
 * verified before the commit. Throws DamagedBackup or RestoreRefused.
 */
export async function restore(pool: Connections, file: string, wish: Wish): Promise<Restored> {
  const header = await examine(file);
  refuseForeign(header.migrations, header.app);
  return inTransaction(pool, async (client) => {
    await client.query("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'");
    await refuseCompany(client);
    const keptAs = await makeRoom(client, wish);
    await applyMigrations(client, header.migrations);
    await fill(client, file, header);
    await settleIn(client, header);
    return { header, verdicts: await verdictsOn(client, header, wish), keptAs };
  });
}

async function makeRoom(client: PoolClient, { replace, now }: Wish): Promise<string | null> {
  const { tables, shops, rows } = await inhabitants(client);
  if (rows === "some" && (replace === null || !shops.includes(replace)))
    throw new RestoreRefused(
      `This database is in use${shops.length > 0 ? ` by ${shops.join(", ")}` : ""}. Restore into an empty one, or say --replace ${shops[0] ?? "<shop>"} to put the backup in the place of everything here.`,
    );
  // Reminders of what is replaced; workers make it anew.
  await client.query(`DROP SCHEMA IF EXISTS "bullmq" CASCADE`);
  if (tables.length === 0) return null;
  const schema = `replaced_${now.toISOString().replaceAll(/\D/g, "").slice(0, 14)}`;
  await moveAside(client, schema);
  if (rows === "some") return schema;
  await client.query(`DROP SCHEMA ${quoted(schema)} CASCADE`);
  return null;
}

// Triggers rest meanwhile: they would hash, sum and judge anew what is to be as it was. CHECKs do not rest.
async function fill(client: PoolClient, file: string, header: Header): Promise<void> {
  const tables = await tablesOf(client);
  for (const { table } of tables) await client.query(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER USER`);
  const known = new Set(tables.map(({ table }) => table));
  await readBackup(file, {
    table: async (section, rows) => {
      if (!known.has(section.table)) throw new DamagedBackup(`the backup has a table ${section.table} that its own migrations do not make`);
      const into = client.query(copyFrom(`COPY ${quoted(section.table)} (${columnList(section)}) FROM STDIN`));
      await pipeline(rows, into);
      if (into.rowCount !== header.rows[section.table]) throw new DamagedBackup(`the backup has ${into.rowCount} rows of ${section.table} and says it has ${header.rows[section.table]}`);
    },
  });
  for (const { table } of tables) await client.query(`ALTER TABLE ${quoted(table)} ENABLE TRIGGER USER`);
  for (const [name, value] of Object.entries(header.sequences)) {
    if (value !== null) await client.query(`SELECT setval($1::regclass, $2::bigint)`, [quoted(name), value]);
  }
  for (const { table } of tables) await client.query(`ANALYZE ${quoted(table)}`);
}

async function verdictsOn(client: PoolClient, header: Header, { faults }: Wish): Promise<Restored["verdicts"]> {
  const heads = JSON.stringify(await sealHeads(client));
  if (heads !== JSON.stringify(header.seals)) throw new DamagedBackup("the backup's seals are not those it says it has");
  const verdicts = [];
  for (const shop of header.shops) verdicts.push({ shop, ...(await judge(client, shopId(shop))) });
  const [bad] = verdicts.filter((verdict) => verdict.faults.length > 0);
  if (bad && faults === "refuse")
    throw new RestoreRefused(`The ledger of ${bad.shop} does not verify: ${bad.faults[0]?.row}: ${bad.faults[0]?.wrong}. Nothing was changed. It was so when the backup was taken; --accept-faults restores it nevertheless.`);
  return verdicts;
}
