import type { Pool, PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";

/** Deletes everything of an uninstalled shop, in one transaction, but its last seal. False: nothing is left of it. */
export async function forgetShop(db: Pick<PoolClient, "query">, shop: ShopId): Promise<boolean> {
  const { rows: [row] } = await db.query<{ gone: boolean }>(`SELECT "forget_shop"($1) AS "gone"`, [shop]);
  return row?.gone ?? false;
}

/** Shops erased in the last hour and not back since: what was under way at that moment may have left rows. */
export async function erasedLately(db: Pick<Pool, "query">): Promise<readonly ShopId[]> {
  const { rows } = await db.query<{ shop: string }>(
    `SELECT DISTINCT e."shop" FROM "erasures" e WHERE e."at" > clock_timestamp() - interval '1 hour' AND NOT EXISTS (SELECT FROM "shops" s WHERE s."id" = e."shop")`,
  );
  return rows.map(({ shop }) => shop as ShopId);
}
