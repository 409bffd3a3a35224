import type { Order } from "../world.ts";
import type { Shop } from "../shop/shop.ts";
import { strikes } from "./strike.ts";

/** Shopify's order search runs on an index of its own, which hears of changes a while later. */

/** Call it with what the index knew of an order that is about to change; null: nothing, it is new. */
export function lagBehind(shop: Shop, orderId: string, before: Order | null): void {
  if (!strikes(shop, "searchLags")) return;
  const { state, nature } = shop;
  const until = nature.now().getTime() + state.faults.measures.searchLagMs;
  state.unindexed.push({ orderId, before, until });
}

/** The orders as the index has them. What a search then shows of a found order is the order as it is. */
export function indexedOrders({ state, nature }: Shop): readonly Order[] {
  const now = nature.now().getTime();
  state.unindexed = state.unindexed.filter(({ until }) => until > now);
  const known = new Map<string, Order | null>(state.orders);
  // The oldest change the index has not heard of says what it shows.
  for (const { orderId, before } of state.unindexed.toReversed()) if (state.orders.has(orderId)) known.set(orderId, before);
  return [...known.values()].filter((order) => order !== null);
}
