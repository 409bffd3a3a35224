import type { PoolClient } from "pg";
import type { OrderId, ShopId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { orderOf, parseExactly, type Row } from "./rows.ts";

type Queries = Pick<PoolClient, "query">;

async function oneOrder(db: Queries, name: string, where: string, values: readonly unknown[]): Promise<Order | null> {
  const { rows } = await db.query<{ row: string }>({ name, text: `SELECT to_jsonb(o)::text AS "row" FROM "orders" o WHERE ${where}`, values: [...values] });
  const text = rows[0]?.row;
  return text === undefined ? null : orderOf(parseExactly(text) as Row);
}

export function findOrder(db: Queries, shop: ShopId, id: OrderId): Promise<Order | null> {
  return oneOrder(db, "find-order", `o."shop" = $1 AND o."id" = $2`, [shop, id]);
}

/** The order of a checkout; null until the storefront's own message about it has arrived. */
export function orderOfCheckout(db: Queries, shop: ShopId, token: string): Promise<Order | null> {
  return oneOrder(db, "order-of-checkout", `o."shop" = $1 AND o."id" = (SELECT c."order" FROM "checkouts" c WHERE c."shop" = $1 AND c."token" = $2)`, [shop, token]);
}

/**
 * The key to the pay page of a checkout's order. "none": the storefront told us of the order, and it is not paid by us; null:
 * nothing was heard of it yet.
 */
export async function payTokenOfCheckout(db: Queries, shop: ShopId, token: string): Promise<string | null> {
  const text = `SELECT coalesce(o."token", 'none') AS "token" FROM "checkouts" c LEFT JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order" WHERE c."shop" = $1 AND c."token" = $2`;
  const { rows: [found] } = await db.query<{ token: string }>({ name: "pay-token-of-checkout", text, values: [shop, token] });
  return found?.token ?? null;
}
