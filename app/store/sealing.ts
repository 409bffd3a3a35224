import type { Pool } from "pg";
import type { ShopId } from "#app/engine/ids.ts";

export type Seal = { readonly number: bigint; readonly rows: number };

/** Shops with rows that no seal covers yet. */
export async function shopsToSeal(pool: Pick<Pool, "query">): Promise<readonly ShopId[]> {
  const { rows } = await pool.query<{ shop: string }>(`SELECT "id" AS "shop" FROM "shops" s WHERE EXISTS (SELECT FROM "unsealed" u WHERE u."shop" = s."id") ORDER BY 1`);
  return rows.map(({ shop }) => shop as ShopId);
}

/**
 * Seals what was committed by now, at most `most` rows, under one seal; null: nothing to seal, or another process is at
 * it. Only one sealer works for a shop at a time, so seals form a chain and feed numbers follow the order of commits.
 */
export async function seal(pool: Pick<Pool, "query">, shop: ShopId, { now, most }: { readonly now: Date; readonly most: number }): Promise<Seal | null> {
  const { rows: [made] } = await pool.query<{ number: string; rows: number }>({ name: "seal", text: `SELECT "number", "rows" FROM seal($1, $2, $3)`, values: [shop, now, most] });
  return made ? { number: BigInt(made.number), rows: made.rows } : null;
}
