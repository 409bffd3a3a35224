import type { Pool } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import { inTransaction } from "./transaction.ts";

export type Seal = { readonly number: bigint; readonly rows: number };

/** Shops with rows that no seal covers yet. */
export async function shopsToSeal(pool: Pick<Pool, "query">): Promise<readonly ShopId[]> {
  const { rows } = await pool.query<{ shop: string }>(`SELECT "id" AS "shop" FROM "shops" s WHERE EXISTS (SELECT FROM "unsealed" u WHERE u."shop" = s."id") ORDER BY 1`);
  return rows.map(({ shop }) => shop as ShopId);
}

// Within a millisecond an object's events go by their version; who reads a feed sees the whole batch at once.
const SEAL = `
WITH "before" AS (SELECT "number", "hash" FROM "seals" WHERE "shop" = $1 ORDER BY "number" DESC LIMIT 1),
"taken" AS (
    DELETE FROM "unsealed" WHERE "shop" = $1 AND "row" IN (SELECT "row" FROM "unsealed" WHERE "shop" = $1 ORDER BY "at", "row" LIMIT $3)
    RETURNING "row", "hash", "at"),
"ordered" AS (
    SELECT t."row", t."hash", row_number() OVER (ORDER BY t."at", e."version", t."row") AS "place"
    FROM "taken" t LEFT JOIN "events" e ON e."shop" = $1 AND t."row" LIKE 'e:%' AND e."id" = substr(t."row", 3)),
"seal" AS (
    INSERT INTO "seals" ("shop", "number", "hash", "at")
    SELECT $1, coalesce((SELECT "number" FROM "before"), 0) + 1, sha256(coalesce((SELECT "hash" FROM "before"), '') || string_agg("hash", '' ORDER BY "place")), $2
    FROM "ordered" HAVING count(*) > 0
    RETURNING "number"),
"kept" AS (
    INSERT INTO "sealed" ("shop", "number", "row", "seal", "position")
    SELECT $1, (SELECT coalesce(max("number"), 0) FROM "sealed" WHERE "shop" = $1) + "place", "row", "seal"."number", "place"
    FROM "ordered", "seal"
    RETURNING 1)
SELECT "number", (SELECT count(*)::int FROM "kept") AS "rows" FROM "seal"`;

/**
 * Seals what was committed by now, at most `most` rows, under one seal; null: nothing to seal, or another process is at
 * it. Only one sealer works for a shop at a time, so seals form a chain and feed numbers follow the order of commits.
 */
export function seal(pool: Pool, shop: ShopId, { now, most }: { readonly now: Date; readonly most: number }): Promise<Seal | null> {
  return inTransaction(pool, async (client) => {
    const { rows: [turn] } = await client.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(hashtextextended($1 || '/sealer', 0)) AS "mine"`, [shop]);
    if (!turn?.mine) return null;
    // A statement of its own, so that it sees what the sealer before us committed.
    const { rows: [made] } = await client.query<{ number: string; rows: number }>({ name: "seal", text: SEAL, values: [shop, now, most] });
    return made ? { number: BigInt(made.number), rows: made.rows } : null;
  });
}
