import type { PoolClient } from "pg";
import type { OrderId, ShopId } from "#app/engine/ids.ts";
import { RESTORED } from "./cursors.ts";

type Queries = Pick<PoolClient, "query">;

/** `isBusy`: somebody decides about it right now. */
export type DueOrder = { readonly shop: ShopId; readonly id: OrderId; readonly deadline: Date; readonly isBusy: boolean };

export type DuePlace = Pick<DueOrder, "deadline" | "shop" | "id">;

// After a restore an order may have been paid or cancelled in a time we know nothing of: its shop is read first.
// The lock is the one every decision about the order takes; tried here, it is let go when the statement ends.
const DUE = `
SELECT o."shop", o."id", o."deadline", NOT pg_try_advisory_xact_lock(hashtextextended(o."shop" || '/order:' || o."id", 0)) AS "isBusy" FROM (
    SELECT "shop", "id", "deadline" FROM "orders"
    WHERE "status" IN ('unclaimed', 'claimed') AND "deadline" <= $1 AND ("deadline", "shop", "id") > ($2, $3, $4)
        AND NOT EXISTS (SELECT FROM "cursors" c WHERE c."shop" = "orders"."shop" AND c."name" = '${RESTORED}')
    ORDER BY "deadline", "shop", "id" LIMIT $5) o
ORDER BY o."deadline", o."shop", o."id"`;

/** Open orders whose deadline passed by `now`, the longest due first, from after the last one of the page before. */
export async function dueOrders(db: Queries, now: Date, page: { readonly after: DuePlace | null; readonly limit: number }): Promise<readonly DueOrder[]> {
  const { after } = page;
  const { rows } = await db.query<DueOrder>({ name: "due-orders", text: DUE, values: [now, after?.deadline ?? "-infinity", after?.shop ?? "", after?.id ?? "", page.limit] });
  return rows;
}
