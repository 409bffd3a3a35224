import type { AccountId, RefundId, ShopId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { restsOf } from "#app/engine/paying.ts";
import { refundable } from "#app/engine/refunding.ts";
import { look } from "../stand.ts";
import { payView } from "./pay.ts";
import type { Queries } from "./rows.ts";

/** Where money lies that could be sent back for an order: in the order it paid, or on an account where it was left. `most` in units. */
export type RefundSource = { readonly from: "order" | AccountId; readonly most: bigint; readonly provider: string };

/** What is left over comes first: too much and too late are why money is sent back most often. */
export async function refundSources(db: Queries, shop: ShopId, { id, token }: Pick<Order, "id" | "token">): Promise<readonly RefundSource[]> {
  const [world, view] = await Promise.all([look(db, shop, { orders: [id] }), payView(db, token)]);
  const order = world?.standing.orders.get(id);
  if (!world || !view || !order) return [];
  const { standing } = world;
  const { outside, credit } = refundable(standing, order);
  const places = [...restsOf(standing, order, view.payments).map(({ account, units }) => ({ from: account, most: units })), { from: "order" as const, most: outside + credit }].filter(({ most }) => most > 0n);
  if (places.length === 0) return [];
  const provider = await providerOf(db, shop, view.payments.map(({ id }) => id));
  return places.map((place) => ({ ...place, provider }));
}

/** Money goes back the way most of it came. Where nothing came from outside there is nothing to send, whatever the way is called. */
async function providerOf(db: Queries, shop: ShopId, payments: readonly string[]): Promise<string> {
  const { rows } = await db.query<{ provider: string }>(`SELECT "provider" FROM "payments" WHERE "shop" = $1 AND "id" = ANY ($2) AND "status" = 'confirmed' ORDER BY "units" DESC LIMIT 1`, [shop, payments]);
  return rows[0]?.provider ?? "manual";
}

/** Whether this very refund was set aside before. */
export async function isRefund(db: Queries, shop: ShopId, id: RefundId): Promise<boolean> {
  return ((await db.query(`SELECT FROM "refunds" WHERE "shop" = $1 AND "id" = $2`, [shop, id])).rowCount ?? 0) > 0;
}
