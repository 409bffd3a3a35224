import type { Pool, PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import { CHECKS } from "./verify-checks.ts";
import { waitingInReach } from "./verify-reach.ts";
import { type Sums, sumsOf } from "./verify-sums.ts";

/** What is wrong, and with which row: a row of the ledger as `t:<transfer>` or `e:<event>`, a seal, an account, an order. */
export type Fault = { readonly wrong: string; readonly row: string };

export type Verdict = {
  readonly transfers: number;
  readonly events: number;
  readonly seals: number;
  readonly sums: readonly Sums[];
  /** The first of each kind, in the order of the checks; empty: everything holds. */
  readonly faults: readonly Fault[];
};

/**
 * Recomputes a shop's ledger as it stood at one moment: the hash of every row, every seal, what accounts and orders hold,
 * and the invariants over all places. Reads only, so it may run beside everything else.
 */
export async function verify(pool: Pick<Pool, "connect">, shop: ShopId): Promise<Verdict> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return await judge(client, shop);
  } finally {
    await client.query("ROLLBACK").then(() => client.release(), (error: Error) => client.release(error));
  }
}

/** The same, of what the open transaction sees. */
export async function judge(client: PoolClient, shop: ShopId): Promise<Verdict> {
  const faults: Fault[] = [];
  // Every row is looked at. The planner, where it does not know yet how many there are, would look for each among all others.
  await client.query("SET LOCAL enable_nestloop = off");
  for (const { wrong, sql } of CHECKS) faults.push(...(await firstOf(client, shop, wrong, sql)));
  await client.query("SET LOCAL enable_nestloop TO DEFAULT");
  faults.push(...(await waitingInReach(client, shop)).map((row) => ({ wrong: "could be paid from what is within its reach", row })));
  return { ...(await counted(client, shop)), sums: await sumsOf(client, shop), faults };
}

async function firstOf(client: PoolClient, shop: ShopId, wrong: string, sql: string): Promise<readonly Fault[]> {
  const { rows } = await client.query<{ row: string }>(`${sql} LIMIT 1`, [shop]);
  return rows.map(({ row }) => ({ wrong, row }));
}

async function counted(client: PoolClient, shop: ShopId): Promise<Omit<Verdict, "sums" | "faults">> {
  const count = (table: string) => `(SELECT count(*)::int FROM "${table}" WHERE "shop" = $1) AS "${table}"`;
  const { rows: [row] } = await client.query<Omit<Verdict, "sums" | "faults">>(`SELECT ${["transfers", "events", "seals"].map(count).join(", ")}`, [shop]);
  return row ?? { transfers: 0, events: 0, seals: 0 };
}
