import type { PoolClient } from "pg";
import type { Asset, Money } from "#app/engine/money.ts";

export type Queries = Pick<PoolClient, "query">;

/** Sums and columns of units come as text, with every digit. */
export function moneyOf(row: { readonly asset: string; readonly units: string }): Money {
  return { asset: row.asset as Asset, units: BigInt(row.units) };
}

/** No screen counts further than this: "99+" says what a merchant needs to know, at a known cost. */
export const MOST_COUNTED = 100;
