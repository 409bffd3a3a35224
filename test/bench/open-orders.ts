import type { Pool } from "pg";
import { settleDown } from "./old.ts";

/** Orders nobody has claimed yet. `due` of them are past their deadline, the rest have all the time. */
export async function writeOpenOrders(pool: Pool, shop: string, { count, due }: { readonly count: number; readonly due: number }): Promise<void> {
  await pool.query(
    `INSERT INTO "orders" ("shop", "id", "storefront_id", "name", "token", "status", "currency", "amount", "due", "asset", "quoted_currency", "quoted_amount", "rate", "rate_source", "rate_as_of",
       "quoted_at", "placed_at", "claim_by", "deadline", "facts_at", "at_risk", "version")
     SELECT $1, 'ord_3000000' || n, '3000000' || n, '#3' || n, md5('open' || n), 'unclaimed', 'USD', 404.95, 12148500000, 'XTR/6', 'USD', 404.95, 30, 'sandbox', now(), now(), now() - interval '3 hours',
       now() + "left", now() + "left", now(), '{}', 1
     FROM generate_series(1, $2::int) n, LATERAL (SELECT CASE WHEN n <= $3 THEN interval '-1 minute' ELSE interval '1 day' END AS "left") l`,
    [shop, count, due],
  );
  await settleDown(pool);
}
