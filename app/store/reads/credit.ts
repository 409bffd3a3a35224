import type { CustomerId, OrderId, ShopId } from "#app/engine/ids.ts";
import type { Standing } from "#app/engine/standing.ts";
import { look } from "../stand.ts";
import type { Queries } from "./rows.ts";

/** Our row for this customer of the storefront; null: nobody we know. */
export async function customerNamed(db: Queries, shop: ShopId, storefrontId: string): Promise<CustomerId | null> {
  const { rows } = await db.query<{ id: CustomerId }>({ name: "customer-named", text: `SELECT "id" FROM "customers" WHERE "shop" = $1 AND "storefront_id" = $2`, values: [shop, storefrontId] });
  return rows[0]?.id ?? null;
}

/** What stands around an order and its customer, as a decision would see it; nothing is locked. */
export async function aroundOrder(db: Queries, shop: ShopId, of: { readonly order: OrderId; readonly customer: CustomerId }): Promise<Standing | null> {
  const world = await look(db, shop, { orders: [of.order], customers: [of.customer] });
  return world?.standing ?? null;
}
