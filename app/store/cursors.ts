import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** Stands from a restore until the shop has been read again once, from before the backup. */
export const RESTORED = "restored";

/** How far a reading of the outside has come; null: it never began. */
export async function cursorOf(db: Queries, shop: ShopId, name: string): Promise<string | null> {
  const { rows } = await db.query<{ value: string }>(`SELECT "value" FROM "cursors" WHERE "shop" = $1 AND "name" = $2`, [shop, name]);
  return rows[0]?.value ?? null;
}

export async function moveCursor(db: Queries, shop: ShopId, name: string, to: { readonly value: string; readonly at: Date }): Promise<void> {
  await db.query(
    `INSERT INTO "cursors" ("shop", "name", "value", "at") VALUES ($1, $2, $3, $4) ON CONFLICT ("shop", "name") DO UPDATE SET ("value", "at") = (excluded."value", excluded."at")`,
    [shop, name, to.value, to.at],
  );
}

/** Drops the cursor unless it moved on meanwhile. */
export async function dropCursor(db: Queries, shop: ShopId, { name, value }: { readonly name: string; readonly value: string }): Promise<void> {
  await db.query(`DELETE FROM "cursors" WHERE "shop" = $1 AND "name" = $2 AND "value" = $3`, [shop, name, value]);
}
