import { orderId, type ShopId } from "#app/engine/ids.ts";
import { cursorOf, dropCursor, moveCursor } from "#app/store/cursors.ts";
import { ordersNearMoney, unpricedOrders } from "#app/store/shops.ts";
import { inTransaction, type Transaction } from "#app/store/transaction.ts";
import { priceOrder } from "./price-order.ts";
import { retryOrder } from "./retry-order.ts";
import { run, type Bench } from "./transact.ts";

const NAME = "to-carry-through";

/** Noted in the transaction that changes a rate or a policy, so that a crash before its orders were tried is made good. */
export async function noteChange(client: Transaction, shop: ShopId, now: Date): Promise<void> {
  await moveCursor(client, shop, NAME, { value: now.toISOString(), at: now });
}

/** Orders that waited for a rate are priced, and those the new choices bring within reach are paid; one transaction each. */
export async function carryThrough(bench: Bench, shop: ShopId): Promise<{ readonly priced: number }> {
  const { noted, unpriced, near } = await inTransaction(bench.db.pool, async (client) => {
    const value = await cursorOf(client, shop, NAME);
    return { noted: value, unpriced: value ? await unpricedOrders(client, shop) : [], near: value ? await ordersNearMoney(client, shop) : [] };
  });
  if (noted === null) return { priced: 0 };
  for (const id of unpriced) await run(bench, priceOrder, { shop, input: { order: orderId(id.slice("ord_".length)) } });
  for (const id of near) await run(bench, retryOrder, { shop, input: { order: orderId(id.slice("ord_".length)) } });
  // A change made meanwhile has noted another time, and is carried through by itself.
  await inTransaction(bench.db.pool, (client) => dropCursor(client, shop, { name: NAME, value: noted }));
  return { priced: unpriced.length };
}
